import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import type { ClaimedFile } from "../../edge/contract/workers/workers.ts";
import type { Examination } from "../../workflows/quality/checks/examination.ts";
import { examine } from "../../workflows/quality/examine/examine.ts";
import type { Faces } from "../../workflows/quality/faces/found.ts";
import { engine, face, seen } from "../../workflows/quality/testing/faces.ts";
import { KnownFaces } from "./known-faces.ts";

const WISH = { insightface: null };
const file = (name: string, size = 3): ClaimedFile => ({
	asset_id: name,
	kind: "image",
	url: `/${name}`,
	filename: name,
	content_type: "image/png",
	size,
	sha256: name,
});
const faces: Faces = seen(face());
const empty: Examination = await examine(Buffer.alloc(0));

test("each picture of a person is fetched and looked at once; one that cannot be fetched is tried again", async () => {
	const fetched: string[] = [];
	let broken = true;
	const edge = {
		download: async ({ filename }: ClaimedFile) => {
			fetched.push(filename);
			if (filename === "b" && broken) throw new Error("not there");
			const reply = new IncomingMessage(new Socket());
			reply.push(filename);
			reply.push(null);
			return reply;
		},
	};
	const known = new KnownFaces({ examine: async () => ({ ...empty, faces }) }, WISH);
	const signal = new AbortController().signal;
	const person = (...files: ClaimedFile[]) => known.person(files, edge, signal);
	expect(await person()).toBeNull();
	const first = await person(file("a"), file("b"), file("huge", 1e9));
	expect(first).toEqual({ embeddings: [[1, 0]], weights: engine.weights, without: 2 });
	broken = false;
	expect(await person(file("a"), file("b"))).toMatchObject({ without: 0 });
	expect(fetched).toEqual(["a", "b", "b"]);
});
