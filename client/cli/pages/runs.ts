import { randomUUID } from "node:crypto";
import { rename } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import * as z from "zod";
import { CliError } from "../command.ts";
import { codeOf, create, list, readIfThere, remove, replace } from "../files.ts";
import { nextVersion, type PagePlace, pageStem, versionStem } from "./names.ts";

/** The mark of a run that makes one version of a page: nobody else takes the number while it lies there. */
const markSchema = z.object({
	pid: z.int(),
	host: z.string(),
	/** Of what is asked for: a run that asks for the same goes on with it. */
	request: z.string(),
	/** What it was submitted with: sent again, it gives the same job. */
	key: z.string(),
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

/** Where versions of a page lie. */
export interface Shelf {
	folder: string;
	place: PagePlace;
	/** Names that were given once, though what had them may be gone: no other picture is ever called so. */
	given: readonly string[];
}

/** One run, and the version of a page that it holds. */
export class Run {
	readonly version: number;
	private readonly shelf: Shelf;
	private mark: Mark;

	constructor(shelf: Shelf, version: number, mark: Mark) {
		this.shelf = shelf;
		this.version = version;
		this.mark = mark;
	}

	get stem(): string {
		return versionStem(this.shelf.place, this.version);
	}

	/** The job of this run, or of the one that it goes on with. */
	get job(): string | null {
		return this.mark.job;
	}

	/** What its job is submitted with: nobody else's, but for the run that it goes on with. */
	get key(): string {
		return this.mark.key;
	}

	async remember(job: string): Promise<void> {
		await this.note({ job });
	}

	/** Forgets the job: another one is to be submitted. */
	async anew(): Promise<void> {
		await this.note({ job: null, key: randomUUID() });
	}

	private async note(change: Partial<Mark>): Promise<void> {
		this.mark = { ...this.mark, ...change };
		await replace(fileOf(this.shelf.folder, this.stem), JSON.stringify(this.mark));
	}

	/** Holds the version no longer, and leaves nothing beside what was finished. */
	async end(): Promise<void> {
		const { folder } = this.shelf;
		await clear(folder, this.stem);
		await remove(fileOf(folder, this.stem));
	}

	/** Holds another version in place of this one, whose names somebody else took. */
	async another(): Promise<Run> {
		const next = await take(this.shelf, this.mark);
		await this.end();
		return next;
	}
}

/**
 * Holds a version of a page for what is asked for: that of a run which was killed and asked for the same, or else the
 * next one. `told` hears of runs that were killed and asked for something else.
 */
export async function begin(
	shelf: Shelf,
	request: string,
	told: (line: string) => void,
	gone: IsGone = isGone,
): Promise<Run> {
	const { folder, place } = shelf;
	const mine: Mark = { pid: process.pid, host: os.hostname(), request, key: randomUUID(), job: null };
	for (const { stem, version } of await marksOf(folder, place)) {
		const left = await readMark(folder, stem);
		if (left === null || !gone(left) || !(await inherit(folder, stem))) continue;
		if (left.request === request) {
			const mark = { ...mine, key: left.key, job: left.job };
			if (await create(fileOf(folder, stem), JSON.stringify(mark))) return new Run(shelf, version, mark);
		} else if (left.job !== null) {
			told(`an earlier run was killed and had asked for something else: its job ${left.job} is left alone`);
		}
	}
	return take(shelf, mine);
}

/** How often a number is looked for while others take them at the same moment. */
const TRIES = 100;

async function take(shelf: Shelf, mark: Mark): Promise<Run> {
	const { folder, place, given } = shelf;
	for (let tries = 0; tries < TRIES; tries++) {
		const version = nextVersion(place, [...given, ...(await list(folder))]);
		const stem = versionStem(place, version);
		if (await create(fileOf(folder, stem), JSON.stringify(mark))) return new Run(shelf, version, mark);
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
