import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeBuilt } from "./built-assets.ts";

let root: string;
let source: string;
let built: number;
beforeEach(async () => {
	root = await mkdtemp(path.join(tmpdir(), "built-assets-"));
	source = path.join(root, "source");
	built = 0;
	await mkdir(source);
	await writeFile(path.join(source, "page.tsx"), "1");
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Builds a page that names one file, whose name says what it was built of. */
async function build(folder: string): Promise<void> {
	built += 1;
	const text = await readFile(path.join(source, "page.tsx"), "utf8");
	await mkdir(path.join(folder, "assets"), { recursive: true });
	await writeFile(path.join(folder, "index.html"), `assets/page-${text}.js`);
	await writeFile(path.join(folder, `assets/page-${text}.js`), text);
}
const folder = () => path.join(root, "assets");
const make = () => makeBuilt(folder(), { name: "studio", sources: [source], build });

test("what is served is built where its sources have changed, and only there", async () => {
	await make();
	await make();
	expect(built).toBe(1);
	await writeFile(path.join(source, "page.tsx"), "2");
	await make();
	expect(built).toBe(2);
	await writeFile(path.join(source, "more.tsx"), "");
	await make();
	expect(built).toBe(3);
	expect(await readFile(path.join(folder(), "studio/index.html"), "utf8")).toBe("assets/page-2.js");
});

test("whoever reads while several build at once always finds a page, and what it names", async () => {
	await make();
	let going = true;
	let read = 0;
	const reader = (async () => {
		while (going) {
			const named = await readFile(path.join(folder(), "studio/index.html"), "utf8");
			expect(`assets/page-${await readFile(path.join(folder(), "studio", named), "utf8")}.js`).toBe(named);
			read += 1;
		}
	})();
	for (let n = 2; n < 20; n++) {
		await writeFile(path.join(source, "page.tsx"), String(n));
		await Promise.all([make(), make(), make()]);
	}
	going = false;
	await reader;
	expect(read).toBeGreaterThan(0);
	// Nothing of a build is left beside what is served.
	expect((await readdir(root)).sort()).toEqual(["assets", "assets-studio.sha256", "source"]);
});

test("files of an earlier build go once nobody can have its page open any more", async () => {
	await make();
	await writeFile(path.join(source, "page.tsx"), "2");
	await make();
	const files = () => readdir(path.join(folder(), "studio/assets"));
	expect(await files()).toEqual(["page-1.js", "page-2.js"]);
	await utimes(path.join(folder(), "studio/assets/page-1.js"), 1, 1);
	await writeFile(path.join(source, "page.tsx"), "3");
	await make();
	expect(await files()).toEqual(["page-2.js", "page-3.js"]);
});
