/** Runs before anything is shown, so that nobody sees the other theme first. */
const KEY = "darkroom-docs-theme";
const root = document.documentElement;
root.dataset.scripted = "";

const kept = read();
if (kept !== null) root.dataset.theme = kept;

document.addEventListener("DOMContentLoaded", () => {
	document.querySelector("#theme")?.addEventListener("click", () => {
		const dark = getComputedStyle(root).colorScheme === "dark" || (!root.dataset.theme && systemIsDark());
		root.dataset.theme = dark ? "light" : "dark";
		try {
			localStorage.setItem(KEY, root.dataset.theme);
		} catch {
			// It counts for this page, then.
		}
	});
});

function systemIsDark(): boolean {
	return matchMedia("(prefers-color-scheme: dark)").matches;
}

function read(): string | null {
	try {
		return localStorage.getItem(KEY);
	} catch {
		return null;
	}
}
