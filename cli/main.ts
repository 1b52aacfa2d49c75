#!/usr/bin/env node
import { program } from "./program.ts";
import { runProgram } from "./shared/run-program.ts";

void runProgram(program(), process.argv);
