import { useEffect, useMemo, useSyncExternalStore } from "react";

/** How long the second key of two may take, in milliseconds. */
const PAIR_MS = 1500;

/** Boxes and sliders take no letters. */
const TYPING =
	"input:not([type='checkbox'], [type='radio'], [type='range']), textarea, select, [contenteditable], [role='dialog'] *";

/**
 * Listens to keys: `?`, `x`, or `g j` for one after the other. While somebody types, or a dialog is open, all of them
 * are off.
 */
export function useShortcuts(shortcuts: Readonly<Record<string, () => void>>): void {
	useEffect(() => {
		let first = { key: "", at: 0 };
		const press = (event: KeyboardEvent) => {
			const { target } = event;
			if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
			if (target instanceof Element && target.closest(TYPING)) return;
			const pair = event.timeStamp - first.at < PAIR_MS ? `${first.key} ${event.key}` : "";
			const act = shortcuts[pair] ?? shortcuts[event.key];
			first = { key: event.key, at: event.timeStamp };
			if (!act) return;
			event.preventDefault();
			act();
		};
		window.addEventListener("keydown", press);
		return () => window.removeEventListener("keydown", press);
	}, [shortcuts]);
}

/** A key that does something on the page that is open, in words for the list of keys. */
export interface PageShortcut {
	key: string;
	words: string;
	act(): void;
}
let told: readonly PageShortcut[] = [];
const listeners = new Set<() => void>();
function tell(next: readonly PageShortcut[]): void {
	told = next;
	for (const listener of listeners) listener();
}

/** Listens to a key for as long as the part that says so is there, and tells of it in the list of keys; null: not now. */
export function usePageShortcut(shortcut: PageShortcut | null): void {
	const { key, words, act } = shortcut ?? { key: "", words: "", act: nothing };
	useShortcuts(useMemo<Record<string, () => void>>(() => (key === "" ? {} : { [key]: act }), [key, act]));
	useEffect(() => {
		if (key === "") return;
		const own = { key, words, act };
		tell([...told, own]);
		return () => tell(told.filter((one) => one !== own));
	}, [key, words, act]);
}
const nothing = () => {};

/** The keys of the page that is open. */
export function usePageShortcuts(): readonly PageShortcut[] {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => told,
	);
}
