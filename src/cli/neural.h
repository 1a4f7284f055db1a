// The border between the program and libspk_neural, the library of the commands that need LibTorch.
#pragma once

// Runs the neural command argv[0]; returns the exit code. The name by which the program finds it.
extern "C" int SpkRunNeuralCommand(int argc, char** argv);
