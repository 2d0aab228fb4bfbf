import { useSyncExternalStore } from "react";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const REMEMBERED = "darkroom.theme";
const listeners = new Set<() => void>();

function chosen(): Theme {
	try {
		const text = localStorage.getItem(REMEMBERED);
		return THEMES.find((theme) => theme === text) ?? "system";
	} catch {
		return "system";
	}
}

let theme: Theme = "system";

/** To be called before anything is drawn. */
export function applyTheme(next: Theme = chosen()): void {
	theme = next;
	if (next === "system") delete document.documentElement.dataset.theme;
	else document.documentElement.dataset.theme = next;
	for (const listener of listeners) listener();
}

/** The theme, and how to choose another one; it is remembered. */
export function useTheme(): [theme: Theme, choose: (theme: Theme) => void] {
	const now = useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => theme,
	);
	return [
		now,
		(next) => {
			localStorage.setItem(REMEMBERED, next);
			applyTheme(next);
		},
	];
}
