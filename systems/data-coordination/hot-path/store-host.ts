/**
 * The thread of all stores of a process: threads are dear in memory, and a process may host many
 * gateways. Each store is the same module, loaded under a URL of its own.
 */
import { parentPort } from 'node:worker_threads'
import { type Desk, layDesk } from './store-desk.ts'

let stores = 0

parentPort?.on('message', (desk: Desk) => {
  const url = new URL(`./store-thread.ts?store=${stores++}`, import.meta.url)
  layDesk(url, desk)
  void import(url.href)
})
