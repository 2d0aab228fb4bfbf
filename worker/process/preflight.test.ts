import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { type Machine, preflight, thisMachine } from "./preflight.ts";

const GIB = 2 ** 30;
const machine = (of: Partial<Machine> = {}): Machine => ({
	gpus: async () => ["NVIDIA GeForce RTX 4090, 24564 MiB, 570.86"],
	room: async () => ({ free: 50 * GIB, size: 100 * GIB }),
	...of,
});

test("a machine with a GPU and room on its disks is fit", async () => {
	expect(await preflight(["gpu", "disk"], ["/a", "/b"], machine())).toBeNull();
});

test("a driver that is missing, hangs or names no GPU is said, and stands before the disk", async () => {
	const full = { room: async () => ({ free: 0, size: GIB }) };
	const missing = machine({ gpus: () => Promise.reject(new Error("spawn nvidia-smi ENOENT")), ...full });
	expect(await preflight(["gpu", "disk"], ["/a"], missing)).toEqual({
		check: "gpu",
		why: "nvidia-smi: spawn nvidia-smi ENOENT",
	});
	expect(await preflight(["gpu"], [], machine({ gpus: async () => [] }))).toMatchObject({ check: "gpu" });
});

test.each([
	[9 * GIB, 100 * GIB, false],
	[10 * GIB, 100 * GIB, true],
	// A tenth of a small disk is enough.
	[GIB, 10 * GIB, true],
	[GIB - 1, 10 * GIB, false],
	// Of a large one nobody asks a tenth.
	[10 * GIB, 1_000 * GIB, true],
])("%d bytes free of %d are enough: %s", async (free, size, fit) => {
	const found = await preflight(["disk"], ["/a"], machine({ room: async () => ({ free, size }) }));
	expect(found === null).toBe(fit);
	if (!fit) expect(found?.why).toMatch(/^\/a: .* GiB are free$/);
});

test("a check that was not asked for is not made", async () => {
	const broken = machine({ gpus: () => Promise.reject(new Error("no")) });
	expect(await preflight(["disk"], ["/a"], broken)).toBeNull();
	expect(await preflight([], ["/a"], broken)).toBeNull();
});

test("a disk of this machine has a size, and no more free than that", async () => {
	const { free, size } = await thisMachine.room(tmpdir());
	expect(size).toBeGreaterThan(0);
	expect(free).toBeLessThanOrEqual(size);
});
