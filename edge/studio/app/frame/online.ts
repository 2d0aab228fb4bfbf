import { useSyncExternalStore } from "react";

/** Whether the browser thinks that it has a network. */
export function useOnline(): boolean {
	return useSyncExternalStore(
		(listener) => {
			window.addEventListener("online", listener);
			window.addEventListener("offline", listener);
			return () => {
				window.removeEventListener("online", listener);
				window.removeEventListener("offline", listener);
			};
		},
		() => navigator.onLine,
	);
}
