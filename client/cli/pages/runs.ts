import { createHash, randomUUID } from "node:crypto";
import { rename } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import * as z from "zod";
import { CliError } from "../command.ts";
import { codeOf, create, list, readIfThere, remove, replace } from "./files.ts";
import { nextVersion, type PagePlace, pageStem, versionStem } from "./names.ts";

/** The mark of a run that makes one version of a page: nobody else takes the number while it lies there. */
const markSchema = z.object({
	pid: z.int(),
	host: z.string(),
	/** Of what is asked for: a run that asks for the same goes on with it. */
	request: z.string(),
	/** Id of the job; null: none was submitted yet, as far as the run could say. */
	job: z.string().nullable(),
});
type Mark = z.infer<typeof markSchema>;

/** Whether the process that left a mark is gone. Nobody knows of those of other machines. */
export type IsGone = (mark: Pick<Mark, "pid" | "host">) => boolean;

const isGone: IsGone = ({ pid, host }) => {
	if (host !== os.hostname()) return false;
	try {
		process.kill(pid, 0);
		return false;
	} catch (error) {
		return codeOf(error) === "ESRCH";
	}
};

/** One run, and the version of a page that it holds. */
export class Run {
	readonly version: number;
	private readonly folder: string;
	private readonly place: PagePlace;
	private mark: Mark;

	constructor(folder: string, place: PagePlace, version: number, mark: Mark) {
		this.folder = folder;
		this.place = place;
		this.version = version;
		this.mark = mark;
	}

	get stem(): string {
		return versionStem(this.place, this.version);
	}

	/** The job of this run, or of the one that it goes on with. */
	get job(): string | null {
		return this.mark.job;
	}

	/** The same for the same request of the same version in the same folder of the same machine. */
	key(what: string): string {
		const of = [os.hostname(), this.folder, this.stem, this.mark.request, what];
		return `page-${createHash("sha256").update(JSON.stringify(of)).digest("hex")}`;
	}

	async remember(job: string): Promise<void> {
		this.mark = { ...this.mark, job };
		await replace(fileOf(this.folder, this.stem), JSON.stringify(this.mark));
	}

	/** Holds the version no longer, and leaves nothing beside what was finished. */
	async end(): Promise<void> {
		await clear(this.folder, this.stem);
		await remove(fileOf(this.folder, this.stem));
	}

	/** Holds another version in place of this one, whose names somebody else took. */
	async another(): Promise<Run> {
		const next = await take(this.folder, this.place, this.mark);
		await this.end();
		return next;
	}
}

/**
 * Holds a version of a page for what is asked for: that of a run which was killed and asked for the same, or else the
 * next one. `told` hears of runs that were killed and asked for something else.
 */
export async function begin(
	folder: string,
	place: PagePlace,
	request: string,
	told: (line: string) => void,
	gone: IsGone = isGone,
): Promise<Run> {
	const mine: Mark = { pid: process.pid, host: os.hostname(), request, job: null };
	for (const { stem, version } of await marksOf(folder, place)) {
		const left = await readMark(folder, stem);
		if (left === null || !gone(left) || !(await inherit(folder, stem))) continue;
		if (left.request === request) {
			const mark = { ...mine, job: left.job };
			if (await create(fileOf(folder, stem), JSON.stringify(mark)))
				return new Run(folder, place, version, mark);
		} else if (left.job !== null) {
			told(`an earlier run was killed and had asked for something else: its job ${left.job} is left alone`);
		}
	}
	return take(folder, place, mine);
}

/** How often a number is looked for while others take them at the same moment. */
const TRIES = 100;

async function take(folder: string, place: PagePlace, mark: Mark): Promise<Run> {
	for (let tries = 0; tries < TRIES; tries++) {
		const version = nextVersion(place, await list(folder));
		const stem = versionStem(place, version);
		if (await create(fileOf(folder, stem), JSON.stringify(mark)))
			return new Run(folder, place, version, mark);
	}
	throw new CliError("files", `others take every version of ${pageStem(place)} in ${folder} at this moment`);
}

const fileOf = (folder: string, stem: string) => path.join(folder, `.${stem}.run.json`);

async function marksOf(folder: string, place: PagePlace): Promise<{ stem: string; version: number }[]> {
	const name = new RegExp(`^\\.(${pageStem(place)}_v(\\d+))\\.run\\.json$`);
	return (await list(folder))
		.map((filename) => name.exec(filename))
		.flatMap((found) => (found ? [{ stem: found[1] ?? "", version: Number(found[2]) }] : []))
		.sort((a, b) => a.version - b.version);
}

async function readMark(folder: string, stem: string): Promise<Mark | null> {
	const bytes = await readIfThere(fileOf(folder, stem));
	if (bytes === null) return null;
	try {
		return markSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
	} catch {
		return null;
	}
}

/** Takes the mark of a run that is gone away; of several who try, one succeeds. */
async function inherit(folder: string, stem: string): Promise<boolean> {
	const away = path.join(folder, `.${stem}.${randomUUID()}.tmp`);
	try {
		await rename(fileOf(folder, stem), away);
	} catch (error) {
		if (codeOf(error) === "ENOENT") return false;
		throw error;
	}
	await clear(folder, stem);
	return true;
}

/** Removes what a run that was killed had not finished. */
async function clear(folder: string, stem: string): Promise<void> {
	const left = (await list(folder)).filter((name) => name.startsWith(`.${stem}.`) && name.endsWith(".tmp"));
	for (const name of left) await remove(path.join(folder, name));
}
