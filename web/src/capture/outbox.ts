/** Findings told while there was no network, kept on the phone until there is one. */

export interface Waiting {
  id: string;
  type: string;
  plate: string;
  found_at: string;
  photo: Blob | null;
}

const store = 'findings';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open('huan-field', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(store, { keyPath: 'id' });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error(store));
  });
}

async function work<T>(mode: IDBTransactionMode, ask: (rows: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const asked = ask(database.transaction(store, mode).objectStore(store));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error ?? new Error(store));
    });
  } finally {
    database.close();
  }
}

export const keepFinding = (finding: Waiting) => work('readwrite', (rows) => rows.put(finding));
export const dropFinding = (id: string) => work<undefined>('readwrite', (rows) => rows.delete(id));
export const waitingFindings = () =>
  work<Waiting[]>('readonly', (rows) => rows.getAll() as IDBRequest<Waiting[]>);
