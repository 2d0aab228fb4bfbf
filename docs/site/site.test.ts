import { access, readFile } from "node:fs/promises";
import path from "node:path";
import MiniSearch from "minisearch";
import { beforeAll, expect, test } from "vitest";
import { COMMANDS } from "../../client/commands.ts";
import { FAILURE_CODES } from "../../edge/contract/failures.ts";
import { PROBLEM_CODES } from "../../edge/contract/problem.ts";
import { openApiDocument } from "../../edge/deploy/openapi-document.ts";
import type { Document } from "../../edge/http/openapi/schema.ts";
import { library } from "../../workflows/library/index.ts";
import { pipelines } from "../../workflows/pipelines/index.ts";
import { render } from "./markdown.ts";
import { type Found, SEARCH_OPTIONS } from "./page/search-options.ts";
import { searchIndex } from "./search.ts";
import { filesOf, type RenderedPage, renderAll, sourcesOf } from "./site.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const FILES = { style: "/docs/a.css", theme: "/docs/a.js", script: "/docs/b.js", index: "/docs/c.json" };
let document: Document;
let pages: RenderedPage[];
let files: Map<string, string>;
beforeAll(async () => {
	document = (await openApiDocument()) as unknown as Document;
	pages = renderAll(await sourcesOf(document, (file) => readFile(path.join(ROOT, file), "utf8")));
	files = filesOf(pages, FILES);
});

const page = (at: string) => pages.find((one) => one.path === at)?.rendered;
const anchorsOf = (at: string) => page(at)?.headings.map(({ anchor }) => anchor) ?? [];

test("every link of every page leads to a page that is there, and to a heading of it", () => {
	const wrong = pages.flatMap(({ path: from, file, rendered }) =>
		[...rendered.html.matchAll(/ href="([^"]*)"/g)].flatMap(([, href = ""]) => {
			if (/^https?:\/\//.test(href)) return [];
			const url = new URL(href, `https://here/docs/${from}`);
			// What is no page of the documents: the API itself, and the studio.
			if (/^\/(openapi\.json|reference|studio\/.*)$/.test(url.pathname)) return [];
			const to = url.pathname.replace("/docs/", "");
			const there = page(to) !== undefined && (url.hash === "" || anchorsOf(to).includes(url.hash.slice(1)));
			return there ? [] : [`${file}: ${href}`];
		}),
	);
	expect(wrong).toEqual([]);
});

test("every file of the repository that a page names or shows is there", async () => {
	for (const { file, rendered } of pages)
		for (const named of [...rendered.files, ...rendered.pictures])
			await expect(access(path.join(ROOT, named)), `${file}: ${named}`).resolves.toBeUndefined();
});

test("anchors of a page are its own, and no page asks another host or carries a script or a style in it", () => {
	for (const { file, rendered } of pages) {
		const anchors = rendered.headings.map(({ anchor }) => anchor);
		expect(new Set(anchors).size, file).toBe(anchors.length);
	}
	for (const [name, html] of files) {
		expect(html, name).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|<[^>]*\son\w+=/);
		for (const [, asked = ""] of html.matchAll(/(?:src|<link[^>]*href|data-index)="([^"]*)"/g))
			expect(asked, name).toMatch(/^(\/docs\/|data:,)/);
	}
});

test("the reference has every route, code, command, workflow and pipeline", () => {
	for (const methods of Object.values(document.paths))
		for (const operation of Object.values(methods)) {
			const [tag] = (operation as unknown as { tags: string[] }).tags;
			expect(anchorsOf(`reference/api/${tag}`)).toContain(operation.operationId.toLowerCase());
		}
	for (const code of [...Object.keys(PROBLEM_CODES), ...Object.keys(FAILURE_CODES)])
		expect(anchorsOf("reference/errors")).toContain(code);
	for (const { name } of COMMANDS) expect(anchorsOf("reference/commands")).toContain(name);
	for (const { id } of library) expect(page(`reference/workflows/${id}`)?.html).toContain("Parameters");
	for (const { id } of pipelines) expect(page(`reference/pipelines/${id}`)).toBeDefined();
	for (const name of Object.keys(document.components.schemas))
		expect(
			pages.some(({ rendered }) => rendered.headings.some(({ words }) => words === name)),
			name,
		).toBe(true);
});

test("the search finds a code, a route and a heading, each where it is told", () => {
	const index = MiniSearch.loadJSON(searchIndex(pages), SEARCH_OPTIONS);
	const first = (words: string) => (index.search(words) as unknown as Found[])[0]?.href;
	expect(first("rate_limited")).toBe("/docs/reference/errors#rate_limited");
	expect(first("createJob")).toBe("/docs/reference/api/jobs#createjob");
	expect(first("back up")).toBe("/docs/operate#back-up");
});

test("HTML and scripts within a text are shown, never run, and a page without a title is refused", () => {
	const none = () => ({ kind: "outside" as const, href: "https://elsewhere.example" });
	const { html, title } = render("# A <b>x</b>\n\n<script>alert(1)</script>\n\n`<img>` [a](b)\n", none);
	expect(title).toBe("A <b>x</b>");
	expect(html).not.toMatch(/<(script|b|img)/);
	expect(html).toContain('<a href="https://elsewhere.example" rel="noreferrer">');
	expect(() => render("Text.", none)).toThrow("heading");
});
