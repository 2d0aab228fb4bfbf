import { escapeHtml } from "./html.ts";
import { addressOf } from "./links.ts";
import type { Rendered } from "./markdown.ts";
import { SECTIONS, type Section } from "./pages.ts";

/** A page as the list of pages names it. */
export interface Listed {
	path: string;
	section: Section;
	title: string;
}
/** Addresses of the files that every page loads. */
export interface PageFiles {
	style: string;
	theme: string;
	script: string;
	index: string;
}

/** A whole page. No script and no style stands in it: the policy that it is served with allows none. Pure. */
export function layout(path: string, page: Rendered, listed: readonly Listed[], files: PageFiles): string {
	const title = path === "" ? "Darkroom documents" : `${page.title} · Darkroom`;
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${files.style}">
<script src="${files.theme}"></script>
<script type="module" src="${files.script}"></script>
</head>
<body>
<a class="skip" href="#content">To the text</a>
<header>
<button id="menu" type="button" aria-expanded="false" aria-controls="pages">Pages</button>
<a class="brand" href="/docs/">Darkroom</a>
<button id="open-search" type="button">Search <kbd>/</kbd></button>
<button id="theme" type="button" aria-label="Light or dark">◐</button>
<a class="studio" href="/studio/">Studio</a>
</header>
<div class="frame">
<nav id="pages" aria-label="Pages">
${SECTIONS.map((section) => sectionList(section, path, listed)).join("\n")}
</nav>
<main id="content">
${page.html}</main>
${outline(page)}
</div>
<dialog id="search" aria-label="Search" data-index="${files.index}">
<form method="dialog">
<input type="search" aria-label="Search the documents" placeholder="Words, a route, a code" autocomplete="off" spellcheck="false">
<button type="submit" formnovalidate>Close</button>
</form>
<p id="said" role="status"></p>
<ul id="results"></ul>
</dialog>
</body>
</html>
`;
}

function sectionList(section: Section, path: string, listed: readonly Listed[]): string {
	const items = listed
		.filter((one) => one.section === section)
		.map((one) => {
			const current = one.path === path ? ' aria-current="page"' : "";
			return `<li><a href="${addressOf(one.path)}"${current}>${escapeHtml(one.title)}</a></li>`;
		});
	return items.length === 0 ? "" : `<h2>${section}</h2>\n<ul>${items.join("")}</ul>`;
}

/** What stands on the page, beside it where there is room. */
function outline({ headings }: Rendered): string {
	const items = headings
		.filter(({ depth }) => depth === 2)
		.map(({ words, anchor }) => `<li><a href="#${anchor}">${escapeHtml(words)}</a></li>`);
	if (items.length < 2) return "";
	return `<aside aria-label="On this page"><h2>On this page</h2><ul>${items.join("")}</ul></aside>`;
}
