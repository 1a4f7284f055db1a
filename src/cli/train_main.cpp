#include "cli/command.h"

int main(int argc, char** argv) { return spk::RunTrain(argc, argv); }
