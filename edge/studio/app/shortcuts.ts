import { useEffect } from "react";

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
