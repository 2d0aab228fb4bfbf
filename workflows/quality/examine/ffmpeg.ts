import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { FfmpegLog, type Said } from "../frames/ffmpeg-log.ts";
import { stepBack } from "./step-back.ts";

const run = promisify(execFile);

/** Longer than this one run may not take, in milliseconds. */
const TIME_MS = 60_000;

/** Whether this machine has ffmpeg. */
export async function hasFfmpeg(program = "ffmpeg"): Promise<boolean> {
	return run(program, ["-version"], { timeout: TIME_MS }).then(
		() => true,
		() => false,
	);
}

/** What a run of ffmpeg left. */
export interface Ran {
	stdout: Buffer;
	said: Said;
	/** Why it ended before it was done; null: it ended by itself, whatever it found. */
	ended: string | null;
}

/** Pictures that are decoded at all: larger ones are refused by ffmpeg before it takes memory for them. */
export const MOST_PIXELS = 100_000_000;

/** The film is somebody's file: it must not name other files or addresses for ffmpeg to open. */
const BEFORE = [
	...["-nostdin", "-hide_banner", "-loglevel", "level+info", "-nostats"],
	...["-threads", "1", "-max_pixels", String(MOST_PIXELS), "-protocol_whitelist", "file"],
];

/**
 * Runs ffmpeg over a film with one thread, and listens. Never rejects: where there is no such program, `ended` says so.
 *
 * @param after what stands behind the input
 */
export async function runFfmpeg(program: string, film: string, after: readonly string[]): Promise<Ran> {
	const log = new FfmpegLog();
	const child = spawn(program, [...BEFORE, "-i", film, ...after], {
		stdio: ["ignore", "pipe", "pipe"],
		timeout: TIME_MS,
		killSignal: "SIGKILL",
	});
	stepBack(child.pid);
	const ended = new Promise<string | null>((resolve) => {
		child.once("error", (error) => resolve(error.message));
		child.once("close", (_, signal) =>
			resolve(
				signal === "SIGKILL" && child.killed ? `it took longer than ${TIME_MS / 1000} seconds` : signal,
			),
		);
	});
	const lines = createInterface({ input: child.stderr }).on("line", (line) => log.hear(line));
	const stdout = await buffer(child.stdout).catch(() => Buffer.alloc(0));
	const why = await ended;
	lines.close();
	return { stdout, said: log.said, ended: why };
}

/** Pictures come out as they lie in the film, none twice and none left out: as releases before 5.1 and since then call it. */
const EVERY_PICTURE = [
	["-fps_mode", "passthrough"],
	["-vsync", "passthrough"],
] as const;

/** As {@link runFfmpeg}, with each picture once. */
export async function runForPictures(program: string, film: string, after: readonly string[]): Promise<Ran> {
	const [now, before] = EVERY_PICTURE;
	const ran = await runFfmpeg(program, film, [...now, ...after]);
	const unknown = ran.said.complaints.some((wrong) => wrong.startsWith("Unrecognized option 'fps_mode'"));
	return unknown ? runFfmpeg(program, film, [...before, ...after]) : ran;
}
