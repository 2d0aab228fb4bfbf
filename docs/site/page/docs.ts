import MiniSearch from "minisearch";
import { type Found, SEARCH_OPTIONS } from "./search-options.ts";

/** The search and the list of pages; everything else is HTML. */
const MOST = 30;

const dialog = found<HTMLDialogElement>("#search");
const input = found<HTMLInputElement>("#search input");
const results = found<HTMLUListElement>("#results");
const said = found<HTMLElement>("#said");
let index: Promise<MiniSearch> | undefined;

found("#open-search").addEventListener("click", open);
document.addEventListener("keydown", (event) => {
	const typing = event.target instanceof HTMLInputElement;
	const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
	if (!slash && !(event.key === "k" && (event.ctrlKey || event.metaKey))) return;
	event.preventDefault();
	open();
});
input.addEventListener("input", () => void show());
dialog.addEventListener("click", (event) => {
	if (event.target === dialog) dialog.close();
	// A link to another place of this page leaves it open otherwise.
	if (event.target instanceof Element && event.target.closest("a")) dialog.close();
});
dialog.addEventListener("keydown", (event) => {
	const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
	if (step === undefined) {
		if (event.key === "Enter" && event.target === input) links()[0]?.click();
		return;
	}
	event.preventDefault();
	const stops = [input, ...links()];
	const at = stops.findIndex((stop) => stop.matches(":focus"));
	stops[Math.max(0, Math.min(stops.length - 1, at + step))]?.focus();
});

const menu = found<HTMLButtonElement>("#menu");
menu.addEventListener("click", () => {
	const opened = menu.getAttribute("aria-expanded") !== "true";
	menu.setAttribute("aria-expanded", String(opened));
	document.body.dataset.menu = opened ? "open" : "";
});
document.querySelector("nav [aria-current]")?.scrollIntoView({ block: "nearest" });

function open(): void {
	if (!dialog.open) dialog.showModal();
	input.select();
	void load();
}

/** The index comes when somebody searches, and once. A failed try is made again at the next word. */
function load(): Promise<MiniSearch> {
	index ??= fetch(dialog.dataset.index ?? "")
		.then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(String(answer.status)))))
		.then((text) => MiniSearch.loadJSON(text, SEARCH_OPTIONS));
	index.catch(() => {
		index = undefined;
	});
	return index;
}

async function show(): Promise<void> {
	const asked = input.value.trim();
	if (asked === "") return list([], "");
	try {
		const hits = (await load()).search(asked) as unknown as Found[];
		// Whoever typed on meanwhile wants to see that.
		if (input.value.trim() === asked)
			list(hits, hits.length === 0 ? "Nothing found." : `${hits.length} found.`);
	} catch {
		list([], "The index cannot be read now. Type on to try again.");
	}
}

function list(hits: readonly Found[], words: string): void {
	said.textContent = words;
	results.replaceChildren(
		...hits.slice(0, MOST).map(({ href, title, words: heading, start }) => {
			const link = document.createElement("a");
			link.href = href;
			link.append(
				element("strong", heading),
				element("span", heading === title ? "" : title),
				element("small", start),
			);
			const item = document.createElement("li");
			item.append(link);
			return item;
		}),
	);
}

function element(tag: string, text: string): HTMLElement {
	const made = document.createElement(tag);
	made.textContent = text;
	return made;
}

function links(): HTMLAnchorElement[] {
	return [...results.querySelectorAll("a")];
}

function found<E extends HTMLElement = HTMLElement>(selector: string): E {
	const one = document.querySelector<E>(selector);
	if (one === null) throw new Error(`the page has no ${selector}`);
	return one;
}
