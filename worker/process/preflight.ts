import { execFile } from "node:child_process";
import { statfs } from "node:fs/promises";
import { promisify } from "node:util";

/** What a machine is looked over for before it is given work. */
export const CHECKS = ["gpu", "disk"] as const;
export type Check = (typeof CHECKS)[number];

/** A driver that hangs is no driver; milliseconds. */
const DRIVER_MS = 30_000;
const GIB = 2 ** 30;
/** A disk needs this much free, or a tenth of it where that is less. */
const ENOUGH_BYTES = 10 * GIB;

/** Why a machine cannot work: which check it did not pass, and what was found. */
export interface Unfit {
	check: Check;
	why: string;
}

/** How full a disk is, in bytes. */
export interface Room {
	free: number;
	size: number;
}

/** What the checks ask. */
export interface Machine {
	/** Lines of `nvidia-smi`: name, memory and driver of each GPU. Rejects where there is no driver, or none that answers. */
	gpus(): Promise<string[]>;
	room(folder: string): Promise<Room>;
}

/** This machine. */
export const thisMachine: Machine = {
	async gpus() {
		const { stdout } = await promisify(execFile)(
			"nvidia-smi",
			["--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"],
			{ timeout: DRIVER_MS },
		);
		return stdout.split("\n").filter((line) => line.trim() !== "");
	},
	async room(folder) {
		const { bavail, blocks, bsize } = await statfs(folder);
		return { free: bavail * bsize, size: blocks * bsize };
	},
};

/**
 * Looks a machine over, in the order of `checks`. Resolves with what is wrong first, or null. What it costs to find
 * out here is a second; an endpoint of broken machines costs as long as somebody waits for a picture.
 */
export async function preflight(
	checks: readonly Check[],
	folders: readonly string[],
	machine: Machine,
): Promise<Unfit | null> {
	for (const check of checks) {
		const why = check === "gpu" ? await noGpu(machine) : await noRoom(folders, machine);
		if (why !== null) return { check, why };
	}
	return null;
}

async function noGpu(machine: Machine): Promise<string | null> {
	try {
		const gpus = await machine.gpus();
		return gpus.length > 0 ? null : "nvidia-smi names no GPU";
	} catch (error) {
		const said = error instanceof Error ? error.message : String(error);
		return `nvidia-smi: ${said.trim().slice(0, 500)}`;
	}
}

async function noRoom(folders: readonly string[], machine: Machine): Promise<string | null> {
	for (const folder of folders) {
		const { free, size } = await machine.room(folder);
		if (free < Math.min(ENOUGH_BYTES, size / 10))
			return `${folder}: ${(free / GIB).toFixed(1)} of ${(size / GIB).toFixed(1)} GiB are free`;
	}
	return null;
}
