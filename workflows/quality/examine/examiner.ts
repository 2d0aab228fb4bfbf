import { type ChildProcess, fork } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Examination } from "../checks/examination.ts";
import { NOT_ASKED } from "../faces/found.ts";
import type { FaceWish } from "../faces/wish.ts";
import type { Asked } from "./asked.ts";
import type { Answer, Question } from "./messages.ts";

/** One file may take so long, in milliseconds: a picture of 100 megapixels takes a fraction of it. */
const PATIENCE_MS = 60_000;
/** Files after which the process is replaced: what a decoder leaks does not add up. */
const MOST_FILES = 200;
/** Megabytes of the process's own heap. Pixels lie outside it, and are bounded by what is decoded at all. */
const HEAP_MB = 192;

export interface ExaminerOptions {
	/** How long one file may take, in milliseconds. */
	patienceMs?: number;
	/** The program that opens files; absent: that of this repository, or the one beside the program that runs. */
	program?: string;
}

/**
 * Opens files of unknown worth in a process that may be thrown away: one that hangs is killed, one that dies is
 * replaced, and the file that did it is told so. One file at a time. `close` ends it.
 */
export class Examiner {
	private readonly patienceMs: number;
	private readonly program: string;
	private child: ChildProcess | null = null;
	private asked = 0;
	private queue: Promise<unknown> = Promise.resolve();
	private closed = false;

	constructor({ patienceMs = PATIENCE_MS, program = examinerProgram() }: ExaminerOptions = {}) {
		this.patienceMs = patienceMs;
		this.program = program;
	}

	/** Examines a file. Never rejects: where the process breaks, the answer is `failed` and says how. */
	examine(bytes: Uint8Array, { thumbnail = false, faces = null }: Asked = {}): Promise<Examination> {
		const done = this.queue.then(() => this.ask(bytes, thumbnail, faces));
		this.queue = done;
		return done;
	}

	/** Ends the process. What is asked afterwards is answered `failed`. */
	close(): void {
		this.closed = true;
		this.discard();
	}

	private async ask(bytes: Uint8Array, thumbnail: boolean, faces: FaceWish | null): Promise<Examination> {
		if (this.closed) return failed(bytes, "nothing is looked at any more");
		if (this.asked >= MOST_FILES) this.discard();
		const child = this.child ?? this.start();
		const question: Question = { id: ++this.asked, bytes, thumbnail, faces };
		const answer = Promise.withResolvers<Examination>();
		const heard = (message: Answer) => {
			if (message.id !== question.id) return;
			answer.resolve("found" in message ? message.found : failed(bytes, message.broke));
		};
		const ended = (code: number | null, signal: string | null) =>
			answer.resolve(failed(bytes, `the process that opened it ended with ${signal ?? code}`));
		const broke = (error: Error) => answer.resolve(failed(bytes, error.message));
		const timer = setTimeout(
			() => answer.resolve(failed(bytes, `it was not decoded within ${this.patienceMs / 1000} seconds`)),
			this.patienceMs,
		);
		child.on("message", heard).on("exit", ended).on("error", broke);
		try {
			child.send(question, (error) => error && broke(error));
			const found = await answer.promise;
			if (found.decoded.how === "failed") this.discard();
			return found;
		} finally {
			clearTimeout(timer);
			child.off("message", heard).off("exit", ended).off("error", broke);
		}
	}

	private start(): ChildProcess {
		this.asked = 0;
		const child = fork(this.program, [], {
			// No secret of this process is any of its business.
			env: {},
			execArgv: [`--max-old-space-size=${HEAP_MB}`],
			serialization: "advanced",
			stdio: ["ignore", "ignore", "ignore", "ipc"],
		});
		// It alone keeps nobody running.
		child.unref();
		child.channel?.unref();
		child.on("error", () => undefined);
		this.child = child;
		return child;
	}

	private discard(): void {
		this.child?.kill("SIGKILL");
		this.child = null;
	}
}

/** Where programs are bundled, it lies beside the one that runs. */
function examinerProgram(): string {
	const here = [path.dirname(process.argv[1] ?? ""), import.meta.dirname, path.dirname(import.meta.dirname)];
	const beside = here.map((folder) => path.join(folder, "examine.mjs")).find((file) => existsSync(file));
	return beside ?? path.join(import.meta.dirname, "main.ts");
}

function failed(bytes: Uint8Array, why: string): Examination {
	return {
		size: bytes.length,
		sha256: createHash("sha256").update(bytes).digest("hex"),
		content_type: null,
		strange: null,
		width: null,
		height: null,
		animated: false,
		decoded: { how: "failed", why: why.slice(0, 400) },
		faces: NOT_ASKED,
		thumbnail: null,
	};
}
