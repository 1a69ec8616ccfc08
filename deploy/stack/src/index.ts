export { startStack, type Stack, type StackOptions, type StackProcessName } from './start-stack.ts';
export { startProcess, type ProcessOptions, type StackProcess } from './start-process.ts';
