import { Readable } from "node:stream";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { ThumbnailChores } from "../../edge/contract/assets/thumbnails.ts";
import type { ManifestItem } from "../../edge/contract/workers/workers.ts";
import type { ThumbnailClient } from "../edge-api/thumbnail-client.ts";
import { createLogger } from "../process/log.ts";
import { Thumbnails } from "./thumbnails.ts";

const png = await sharp({ create: { width: 300, height: 200, channels: 3, background: "#123456" } })
	.png()
	.toBuffer();

/** An edge that has pictures, and what it was sent and asked. */
function makeEdge(chores: ThumbnailChores[], source = (_: string) => png) {
	const sent: string[] = [];
	const fetched: string[] = [];
	const edge = {
		take: async () => chores.shift() ?? { chores: [], more: false },
		source: async (asset: string) => {
			fetched.push(asset);
			return Readable.from([source(asset)]);
		},
		send: async (asset: string, size: number) => {
			sent.push(`${asset} ${size}`);
		},
	} as unknown as ThumbnailClient;
	return { edge: () => edge, sent, fetched };
}

function make(at: ReturnType<typeof makeEdge>, kept: Buffer | null = null) {
	const lines: string[] = [];
	const recent = {
		find: () =>
			kept && {
				size: kept.length,
				sha256: "x",
				head: kept,
				inMemory: true,
				open: () => Readable.from([kept]),
				dispose: async () => undefined,
			},
	};
	const log = createLogger("debug", (line) => lines.push(line), Date.now);
	return { thumbnails: new Thumbnails({ edge: at.edge, recent, scratch: "/tmp", log }), lines };
}

const item = (kind: ManifestItem["kind"]) => ({ kind, size: png.length, sha256: "x" }) as ManifestItem;

test("of what an attempt handed in, pictures get two sizes each, from the bytes that are still here", async () => {
	const at = makeEdge([]);
	const { thumbnails } = make(at, png);
	thumbnails.made([item("image"), item("audio"), item("image")], ["a", "b", "c"]);
	await thumbnails.finish();
	expect(at.sent).toEqual(["a 256", "a 768", "c 256", "c 768"]);
	expect(at.fetched).toEqual([]);
});

test("wishes are taken until there are no more; one that cannot be read is told of, and the next is made", async () => {
	const chore = (asset: string) => ({ asset, kind: "image" as const, size: 1 });
	const at = makeEdge(
		[
			{ chores: [chore("a"), chore("bad")], more: true },
			{ chores: [chore("c")], more: false },
		],
		(asset) => (asset === "bad" ? Buffer.from("nothing") : png),
	);
	const { thumbnails, lines } = make(at);
	thumbnails.wanted();
	await thumbnails.finish();
	expect(at.fetched).toEqual(["a", "bad", "c"]);
	expect(at.sent).toEqual(["a 256", "a 768", "c 256", "c 768"]);
	expect(lines.filter((line) => line.includes("no thumbnails could be made"))).toHaveLength(1);
});

test("an attempt whose outputs were stored by an earlier call asks for none, and none are begun after the end", async () => {
	const at = makeEdge([]);
	const { thumbnails } = make(at, png);
	thumbnails.made([item("image")], []);
	await thumbnails.finish();
	thumbnails.made([item("image")], ["a"]);
	await thumbnails.finish();
	expect(at.sent).toEqual([]);
});
