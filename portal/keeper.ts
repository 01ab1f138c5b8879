/** A store in the browser's own database (IndexedDB), for what text cannot hold, such as keys. */
export function keeper<Value>(database: string, store: string, keyPath: string | string[]) {
  function open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(database, 1)
      request.onupgradeneeded = () => void request.result.createObjectStore(store, { keyPath })
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error(`${database} cannot be opened.`))
    })
  }

  async function within<Result>(
    mode: IDBTransactionMode,
    act: (box: IDBObjectStore) => IDBRequest<Result>,
  ): Promise<Result> {
    const opened = await open()
    try {
      return await new Promise((resolve, reject) => {
        const request = act(opened.transaction(store, mode).objectStore(store))
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error(`${database} cannot be read.`))
      })
    } finally {
      opened.close()
    }
  }

  return {
    async keep(value: Value): Promise<void> {
      await within('readwrite', (box) => box.put(value))
    },
    async forget(key: IDBValidKey): Promise<void> {
      await within('readwrite', (box) => box.delete(key))
    },
    all(): Promise<Value[]> {
      return within('readonly', (box) => box.getAll() as IDBRequest<Value[]>)
    },
  }
}
