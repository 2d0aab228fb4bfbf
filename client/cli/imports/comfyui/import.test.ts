import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MAX_TEXT_BYTES } from "../../../../workflows/import/metadata/texts.ts";
import { latin1, png, tEXt } from "../../../../workflows/import/testing/files.ts";
import { DarkroomClient } from "../../../client.ts";
import { bring } from "./bring.ts";
import { comfyuiFolder } from "./folder.ts";
import type { Found, Passed, Source } from "./found.ts";
import { comfyuiServer } from "./server.ts";

const GRAPH = {
	load: { class_type: "LoadImage", inputs: { image: "dog.png" } },
	save: { class_type: "SaveImage", inputs: { images: ["load", 0], filename_prefix: "x" } },
};
const seeded = (seed: string) => JSON.stringify(GRAPH).replace('"x"', `"x", "seed": ${seed}`);
/** The same graph, its nodes the other way around. */
const turned = (graph: string) => {
	const [, load, save] = /^\{("load":.*),("save":.*)\}$/.exec(graph) ?? [];
	return `{${save},${load}}`;
};
const picture = (graph: string, more = "") => png(tEXt("prompt", latin1(graph)), tEXt("note", latin1(more)));
const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
async function all(source: Source): Promise<(Found | Passed)[]> {
	const found: (Found | Passed)[] = [];
	for await (const one of source.all()) found.push(one);
	return found;
}

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-import-"));
	await mkdir(path.join(folder, "sub"));
	const files: Record<string, Uint8Array> = {
		"a.png": picture(seeded("18446744073709551615")),
		"b.png": picture(turned(seeded("18446744073709551615"))),
		"sub/c.png": picture(seeded("18446744073709551614")),
		"none.png": png(tEXt("note", latin1("x"))),
		"long.png": png(tEXt("prompt", new Uint8Array(MAX_TEXT_BYTES + 1).fill(123))),
		"text.png": latin1("no picture"),
	};
	for (const [name, bytes] of Object.entries(files)) await writeFile(path.join(folder, name), bytes);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("files of a folder that one graph made are one job, to the last digit of its seed; others say why not", async () => {
	const found = await all(comfyuiFolder(folder, null));
	const come = found.filter((one): one is Found => !("why" in one));
	const passed = found.filter((one): one is Passed => "why" in one);
	expect(come.map(({ outputs }) => outputs.map(({ file }) => `${file.subfolder}/${file.filename}`))).toEqual([
		["/a.png", "/b.png"],
		["sub/c.png"],
	]);
	expect(come[0]?.graph).toMatchObject({ save: { inputs: { seed: 18446744073709551615n } } });
	expect(passed).toEqual([
		{ label: "long.png", why: "it carries no graph of ComfyUI" },
		{ label: "none.png", why: "it carries no graph of ComfyUI" },
		{ label: "text.png", why: "it is no file of a kind that ComfyUI writes graphs into" },
	]);
});

test("a folder of inputs that is not there is told before anything comes without them", async () => {
	const missing = path.join(folder, "nowhere");
	await expect(all(comfyuiFolder(folder, missing))).rejects.toThrow(`${missing} cannot be read`);
	expect(await all(comfyuiFolder(folder, path.join(folder, "sub")))).toHaveLength(5);
});

/** A server that answers by path; `stop` ends it. */
async function serve(answer: (url: URL, body: Buffer) => { status?: number; body: string | Uint8Array }) {
	const server = createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on("data", (part: Buffer) => parts.push(part));
		request.on("end", () => {
			const { status = 200, body } = answer(new URL(request.url ?? "", "http://x"), Buffer.concat(parts));
			response.writeHead(status, { "content-type": "application/json" }).end(body);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

test("a history of 10,000 entries is read page by page, of a ComfyUI too that knows no pages", async () => {
	const entries = Array.from({ length: 10_000 }, (_, i): [string, object] => [
		`p${i}`,
		{ prompt: [i, `p${i}`, GRAPH] },
	]);
	let asked = 0;
	const paged = await serve(({ searchParams }) => {
		asked += 1;
		const from = Number(searchParams.get("offset"));
		const page = entries.slice(from, from + Number(searchParams.get("max_items")));
		return { body: JSON.stringify(Object.fromEntries(page)) };
	});
	expect(await all(comfyuiServer(paged.url))).toHaveLength(10_000);
	expect(asked).toBe(200);
	paged.stop();
	const old = await serve(() => ({ body: JSON.stringify(Object.fromEntries(entries.slice(0, 70))) }));
	expect(await all(comfyuiServer(old.url))).toHaveLength(70);
	old.stop();
	const page = await serve(() => ({ body: "<html>" }));
	await expect(all(comfyuiServer(page.url))).rejects.toThrow("is no ComfyUI");
	page.stop();
	await expect(all(comfyuiServer(page.url))).rejects.toThrow("does not answer");
	expect(() => comfyuiServer("file:///etc/passwd")).toThrow("is no address of a ComfyUI");
});

test("one is sent with its hashes; only what is missing is uploaded, and what is gone is told", async () => {
	const found = (await all(comfyuiFolder(folder, null))).find((one): one is Found => !("why" in one));
	const source = comfyuiFolder(folder, null);
	const first = picture(seeded("18446744073709551615"));
	const sent: { path: string; body: string }[] = [];
	const missing = { pointer: "/outputs/0/sha256", code: "missing_asset", message: "no such file" };
	const problem = JSON.stringify({ code: "missing_asset", detail: "no such file", errors: [missing] });
	const edge = await serve(({ pathname }, body) => {
		sent.push({ path: pathname, body: body.toString("latin1") });
		if (pathname === "/v1/assets")
			return { status: 422, body: problem.replaceAll("missing_asset", "invalid_image") };
		return { status: 422, body: problem };
	});
	const client = new DarkroomClient({ url: edge.url, key: "x", tries: 1 });
	if (found === undefined) throw new Error("nothing was found");
	await expect(bring(client, source, { ...found, outputs: found.outputs.slice(0, 1) }, 5000)).rejects.toThrow(
		"a.png is not taken",
	);
	edge.stop();
	expect(sent.map((one) => one.path)).toEqual(["/v1/imports", "/v1/assets"]);
	const request: unknown = JSON.parse(sent[0]?.body ?? "");
	expect(request).toMatchObject({
		outputs: [{ sha256: hash(first) }],
		inputs: {},
		graph: { save: { inputs: { seed: "18446744073709551615" } } },
		finished_at: "1970-01-01T00:00:05.000Z",
	});
	expect(sent[1]?.body).toContain('filename="a.png"');
	await expect(bring(client, { ...source, bytes: async () => null }, found, 5000)).rejects.toThrow(
		"its files are gone",
	);
});
