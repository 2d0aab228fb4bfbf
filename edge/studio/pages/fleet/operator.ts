import { useSyncExternalStore } from "react";

/** The operator's key, for as long as the page is open. It is stored nowhere. */
let key: string | null = null;
const listeners = new Set<() => void>();

export function setOperatorKey(next: string | null): void {
	key = next;
	for (const listener of listeners) listener();
}

export const useOperatorKey = (): string | null =>
	useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => key,
	);
