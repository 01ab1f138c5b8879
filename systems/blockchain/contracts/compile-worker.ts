/** A thread that compiles once what strangers hand in, and can be ended while it does. */
import { parentPort, workerData } from 'node:worker_threads'
import { findLibrary, openCompiler, type StandardJson } from './compile.ts'

parentPort?.postMessage(openCompiler().compile(workerData as StandardJson, findLibrary))
