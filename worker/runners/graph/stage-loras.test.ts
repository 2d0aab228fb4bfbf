import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ClaimedInput } from "../../../edge/contract/workers/workers.ts";
import { AttemptFailed } from "../../attempt/errors.ts";
import type { ComfyHttp } from "../../comfyui/wire/http.ts";
import type { AttemptClient } from "../../edge-api/client.ts";
import { EdgeRefusal } from "../../edge-api/errors.ts";
import { LoraFiles } from "../../models/lora-files.ts";
import { systemClock } from "../../process/clock.ts";
import { silentLogger } from "../../process/log.ts";
import { RecentFiles } from "./recent-files.ts";
import { type LoraParts, stageLoras } from "./stage-loras.ts";

const bytes = Buffer.from("the weights of a LoRA");
const lora: ClaimedInput = {
	asset_id: `ast_${"0".repeat(26)}`,
	kind: "lora",
	url: "/v1/assets/x/content",
	filename: "x.safetensors",
	content_type: "application/vnd.safetensors",
	size: bytes.length,
	sha256: createHash("sha256").update(bytes).digest("hex"),
	node: "2",
	input: "lora_name",
};

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "darkroom-stage-"));
});
afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

/** Parts of an attempt whose edge answers so. */
function partsWith(download: () => Promise<Readable>, more: Partial<LoraParts> = {}): LoraParts {
	return {
		comfy: {} as ComfyHttp,
		edge: {
			download: () => download() as Promise<IncomingMessage>,
		} as Partial<AttemptClient> as AttemptClient,
		// What waits between two tries waits for nothing here.
		clock: { ...systemClock, random: () => 0 },
		folder: "darkroom/t/1",
		inputDirectory: null,
		scratch: join(folder, "scratch"),
		recent: new RecentFiles(),
		loras: new LoraFiles(1000, systemClock, silentLogger),
		loraDirectory: folder,
		signal: new AbortController().signal,
		...more,
	};
}
const sound = async () => Readable.from([bytes]);
const failureOf = async (parts: LoraParts) => {
	const error = await stageLoras([lora], parts).catch((thrown: unknown) => thrown);
	if (!(error instanceof AttemptFailed)) throw error;
	return [error.failure.code, error.failure.node_id, error.failure.message];
};
const left = () => readdirSync(folder, { recursive: true }).filter((name) => String(name).includes("."));

test("a LoRA stands where ComfyUI finds it, and its loader is told the name", async () => {
	expect(await stageLoras([lora], partsWith(sound))).toEqual([
		{ node: "2", input: "lora_name", value: `darkroom/${lora.sha256}.safetensors` },
	]);
	expect(left()).toEqual([`darkroom/${lora.sha256}.safetensors`]);
});

test("bytes with another hash never stand there: the download failed", async () => {
	const wrong = partsWith(async () => Readable.from([Buffer.from("the weights of a L0RA")]));
	expect(await failureOf(wrong)).toEqual(["download_failed", "2", expect.stringContaining("recorded hash")]);
	expect(left()).toEqual([]);
});

test("one that is gone from storage is a missing asset", async () => {
	const gone = partsWith(() => Promise.reject(new EdgeRefusal("download", 404, "not_found", "gone")));
	expect(await failureOf(gone)).toEqual([
		"missing_asset",
		"2",
		expect.stringContaining("not there any more"),
	]);
});

test("a full disk, no room within the limit, and a folder out of reach are this machine's: another may have it", async () => {
	class FullDisk extends LoraFiles {
		override place(): Promise<string> {
			return Promise.reject(Object.assign(new Error("no space left on device"), { code: "ENOSPC" }));
		}
	}
	const full = partsWith(sound, { loras: new FullDisk(1000, systemClock, silentLogger) });
	expect(await failureOf(full)).toEqual(["machine_unfit", "2", expect.stringContaining("ENOSPC")]);
	const small = partsWith(sound, { loras: new LoraFiles(5, systemClock, silentLogger) });
	expect(await failureOf(small)).toEqual(["machine_unfit", "2", expect.stringContaining("LORA_DISK_GB")]);
	const remote = partsWith(sound, { loraDirectory: null });
	expect(await failureOf(remote)).toEqual(["machine_unfit", "2", expect.stringContaining("COMFYUI_DIR")]);
	expect(left()).toEqual([]);
});
