import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { openApiDocument } from "../../edge/deploy/openapi-document.ts";
import type { Document } from "../../edge/http/openapi/schema.ts";
import { addressOf } from "./links.ts";
import { pictureAt } from "./markdown.ts";
import { searchIndex } from "./search.ts";
import { filesOf, renderAll, sourcesOf } from "./site.ts";

/** Writes the documents as web pages into a folder, which is served at `/docs`: `node docs/site/build.ts <folder>`. */
const ROOT = path.resolve(import.meta.dirname, "../..");
const out = process.argv[2];
if (out === undefined) throw new Error("say into which folder");

const document = (await openApiDocument()) as unknown as Document;
const pages = renderAll(await sourcesOf(document, (file) => readFile(path.join(ROOT, file), "utf8")));
const { outputFiles } = await build({
	entryPoints: ["docs.ts", "theme.ts", "docs.css"].map((name) =>
		path.join(import.meta.dirname, "page", name),
	),
	bundle: true,
	minify: true,
	write: false,
	format: "esm",
	target: "es2023",
	outdir: "/",
	logLevel: "warning",
});

/** Writes a file under a name that changes with what is in it, so that it may be kept for ever. Its address. */
async function hashed(name: string, contents: string | Uint8Array): Promise<string> {
	const { name: stem, ext } = path.parse(name);
	const hash = createHash("sha256").update(contents).digest("hex").slice(0, 12);
	return write(`assets/${stem}-${hash}${ext}`, contents);
}

async function write(name: string, contents: string | Uint8Array): Promise<string> {
	const file = path.join(out ?? "", name);
	await mkdir(path.dirname(file), { recursive: true });
	await writeFile(file, contents);
	return addressOf(name);
}

const built = (name: string) => outputFiles.find((file) => path.basename(file.path) === name)?.contents ?? "";
const files = {
	style: await hashed("docs.css", built("docs.css")),
	theme: await hashed("theme.js", built("theme.js")),
	script: await hashed("docs.js", built("docs.js")),
	index: await hashed("search.json", searchIndex(pages)),
};
for (const [name, html] of filesOf(pages, files)) await write(name, html);
for (const picture of new Set(pages.flatMap(({ rendered }) => rendered.pictures))) {
	const file = path.join(out, pictureAt(picture).replace("/docs/", ""));
	await mkdir(path.dirname(file), { recursive: true });
	await copyFile(path.join(ROOT, picture), file);
}
