import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { checkPicture } from "../checks/picture-checks.ts";
import { usualStandards } from "../checks/standards.ts";
import { good } from "../testing/pictures.ts";
import type { Answer } from "./messages.ts";
import { animatedPng, blackPng, pixelBomb, profileBomb, promising, textBomb } from "./testing/bad-files.ts";

const MEGABYTE = 1024 * 1024;
/** What the process may ever have had in memory. It begins with about 100, and a picture of 100 megapixels takes some 200 more. */
const MOST_MEMORY = 512 * MEGABYTE;

const { width, height, data } = good(7, 96, 80);
const picture = () => sharp(data, { raw: { width, height, channels: 3 } });
const whole = {
	png: await picture().png().toBuffer(),
	jpeg: await picture().jpeg().toBuffer(),
	webp: await picture().webp().toBuffer(),
};

/** The process that opens files, and nothing else: as workers and the command line start it. */
function opener() {
	const child = fork(path.join(import.meta.dirname, "main.ts"), [], {
		env: {},
		serialization: "advanced",
		stdio: ["ignore", "ignore", "ignore", "ipc"],
	});
	onTestFinished(() => void child.kill("SIGKILL"));
	let asked = 0;
	return {
		pid: child.pid ?? 0,
		ask: (bytes: Uint8Array) =>
			new Promise<Answer>((resolve, reject) => {
				const id = ++asked;
				const heard = (answer: Answer) => {
					if (answer.id !== id) return;
					child.off("message", heard);
					resolve(answer);
				};
				child
					.on("message", heard)
					.once("exit", (code, signal) => reject(new Error(`it ended: ${signal ?? code}`)));
				child.setMaxListeners(0).send({ id, bytes, thumbnail: true, faces: null });
			}),
	};
}

/** The most that a process has had in memory, in bytes; null where the system does not say it. */
async function mostMemory(pid: number): Promise<number | null> {
	const file = `/proc/${pid}/status`;
	if (!existsSync(file)) return null;
	const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(await readFile(file, "utf8")) ?? [];
	return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

test("one process gives a clear verdict on every bad file there is, outlives them all, and takes bounded memory", {
	timeout: 120_000,
}, async () => {
	const page = Buffer.from("<!doctype html><script>alert(1)</script>");
	const moving = animatedPng(whole.png);
	const cut = Object.entries({ ...whole, moving }).flatMap(([name, bytes]) =>
		Array.from({ length: Math.min(16, Math.ceil(bytes.length / 64)) }, (_, i): [string, Buffer] => [
			`${name}, cut off after ${i * 64} bytes`,
			bytes.subarray(0, i * 64),
		]),
	);
	const bad: [string, Buffer][] = [
		...cut,
		["65535 x 65535 pixels", promising(whole.png, 65_535, 65_535)],
		[
			"65535 x 65535 black pixels that are not all there",
			Buffer.concat([promising(whole.png, 65_535, 65_535), whole.png.subarray(64)]),
		],
		["a page behind a PNG", Buffer.concat([whole.png, page])],
		["a page behind a JPEG", Buffer.concat([whole.jpeg, page])],
		["a PNG behind a page", Buffer.concat([page, whole.png])],
		["a PNG behind a WebP", Buffer.concat([whole.webp, whole.png])],
		["an archive", Buffer.from("504b0304140000000800", "hex")],
		["weights", Buffer.concat([Buffer.from([9, 0, 0, 0, 0, 0, 0, 0]), Buffer.from("{}       ")])],
	];
	const { ask, pid } = opener();
	for (const [what, bytes] of bad) {
		const answer = await ask(bytes);
		if (!("found" in answer)) expect.unreachable(`${what}: ${answer.broke}`);
		const [check] = checkPicture(answer.found, {}, usualStandards);
		expect(check, what).toMatchObject({
			id: "file_decodable",
			status: "fail",
			reason: expect.stringMatching(/\w{3}/),
		});
	}
	// What is much larger than it looks is opened, or is not, and says which.
	const bombs: [string, Buffer][] = [
		["a text of 64 MiB", textBomb(whole.png, 64 * MEGABYTE)],
		["a profile of 64 MiB", profileBomb(whole.png, 64 * MEGABYTE)],
		["64 MiB of pixels for 96 x 80", pixelBomb(64 * MEGABYTE)],
		["64 megapixels in black", blackPng(8000, 8000)],
		["400 megapixels in black", promising(blackPng(8000, 100), 20_000, 20_000)],
	];
	for (const [what, bytes] of bombs) {
		expect(bytes.length, what).toBeLessThan(MEGABYTE);
		const answer = await ask(bytes);
		if (!("found" in answer)) expect.unreachable(`${what}: ${answer.broke}`);
		expect(["whole", "broken"], what).toContain(answer.found.decoded.how);
	}
	// It still sees a good one, and one whose name says another kind.
	const answer = await ask(whole.png);
	if (!("found" in answer)) expect.unreachable(answer.broke);
	const checks = checkPicture(answer.found, { extension: "jpg" }, usualStandards);
	expect(checks.map(({ id, status }) => [id, status])).toEqual(
		expect.arrayContaining([
			["file_decodable", "pass"],
			["file_type", "fail"],
		]),
	);
	const memory = await mostMemory(pid);
	if (memory !== null) expect(memory).toBeLessThan(MOST_MEMORY);
});
