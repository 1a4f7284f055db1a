# Packages by cpack, one a component: the program, the models, the library, and what other programs
# are built with.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME spk)
set(CPACK_PACKAGE_VENDOR "spk maintainers")
set(CPACK_PACKAGE_CONTACT "spk maintainers <spk@localhost>")
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program models runtime library)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")

# Debian's reference BLAS, which LibTorch's package is content with, takes many times as long.
set(blas "libopenblas0-openmp | libopenblas0")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME spk)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS "spk-models, ${blas}")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS "gnuplot-nox | gnuplot, opus-tools")
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "neural audio codec for piano recordings
 Recordings become .spk files of a few kbit/s, and music again.")

set(CPACK_DEBIAN_MODELS_PACKAGE_NAME spk-models)
set(CPACK_DEBIAN_MODELS_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_MODELS_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_MODELS_PACKAGE_SHLIBDEPS OFF)
set(CPACK_COMPONENT_MODELS_DESCRIPTION "models of the neural audio codec spk
 Their licences stand in their cards, beside them.")

string(REGEX MATCH "^[0-9]+\\.[0-9]+" abi ${PROJECT_VERSION})
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME libspk${abi})
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_DEPENDS "${blas}")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_RECOMMENDS spk-models)
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION "neural audio codec for piano recordings, the library
 What programs that encode and decode .spk files in memory run with.")

set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libspk-dev)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS "libspk${abi} (= ${PROJECT_VERSION}), libexpected-dev")
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION "neural audio codec for piano recordings, headers
 What programs are built with that encode and decode .spk files in memory.")

foreach(component ${CPACK_COMPONENTS_ALL})
  string(TOUPPER ${component} upper)
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE RENAME copyright COMPONENT ${component}
          DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
endforeach()
set(CPACK_SOURCE_GENERATOR TXZ) # `cpack --config CPackSourceConfig.cmake`
# What .gitignore names, and git's own.
set(CPACK_SOURCE_IGNORE_FILES "^${PROJECT_SOURCE_DIR}/(build[^/]*|corpus|runs)/" "\\\\.(o|log)$"
                              "/\\\\.git(/|$)" "/__pycache__/")
include(CPack)
