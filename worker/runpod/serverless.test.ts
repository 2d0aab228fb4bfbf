import { expect, test } from "vitest";
import { slowPicture } from "../testing/graphs.ts";
import { until } from "../testing/until.ts";
import { ended, useRig } from "../testing/use-rig.ts";

const rig = useRig();

const ticket = (id: string) => rig.runpod.run({ v: 1, kind: "ticket", ticket_id: id });
const calls = (place: string) => rig.runpod.calls.filter(({ path }) => path.startsWith(`${place}/`));
const claims = () => rig.edge.seen.filter(({ what }) => what === "claim").length;

test("a serverless worker claims with a ticket only, and brings each back with the attempt it was used for", async () => {
	await rig.start({ runpod: {} });
	const task = rig.submit(slowPicture(1));
	await until("it asks for a ticket", () => calls("job-take").length > 0);
	expect(claims()).toBe(0);
	const request = ticket("t1");
	await ended(task);
	await until("the ticket is brought back", () => request.status === "COMPLETED");
	expect(task.status).toBe("succeeded");
	const used = { job_id: expect.stringMatching(/^job_/), task_id: task.id, epoch: task.epoch };
	expect(request.output).toEqual({ status: "done", ...used });
	// RunPod was shown which attempt it is used for while that ran, and no word came after the last.
	const said = calls("job-done").map(({ body }) => JSON.parse(body));
	expect(said).toEqual([{ status: "IN_PROGRESS", output: used }, { output: request.output }]);
	expect(claims()).toBe(1);
});

test("a ticket for nothing, one that was delivered twice and one that comes late are brought back unused", async () => {
	await rig.start({ runpod: {} });
	const requests = [ticket("t1"), ticket("t1"), ticket("t2")];
	await until("all are back", () => requests.every(({ status }) => status === "COMPLETED"));
	expect(requests.map(({ output }) => output)).toEqual([1, 2, 3].map(() => ({ status: "empty" })));
});

test("it takes its next ticket while a task runs, and the GPU does not wait between them", async () => {
	await rig.start({ runpod: {} });
	const tasks = [1, 2, 3].map((color) => rig.submit(slowPicture(color, 10, 20)));
	for (const id of ["t1", "t2", "t3"]) ticket(id);
	await until("all are done", () => tasks.every(({ status }) => status === "succeeded"));
	expect(calls("job-take").some(({ query }) => query.job_in_progress === "1")).toBe(true);
	expect(claims()).toBe(3);
	const spans = rig.comfy.gpuLog;
	expect(spans).toHaveLength(3);
});

test("what is no ticket is refused in words, however large it is, and the worker goes on", async () => {
	await rig.start({ runpod: {} });
	for (const prompt of ["a fox", "x".repeat(20_000_000)]) {
		const foreign = rig.runpod.run({ prompt });
		await until("it is refused", () => foreign.status === "FAILED");
		expect(foreign.error).toContain("submit the job to the edge");
	}
	const task = rig.submit(slowPicture(1));
	ticket("t1");
	await ended(task);
	expect(task.status).toBe("succeeded");
});

test("a drain takes no more: a ticket that was handed out to the poll that it broke off is not begun", async () => {
	await rig.start({ runpod: {} });
	await until("a poll is open", () => calls("job-take").length > 0);
	const drained = rig.worker.drain();
	ticket("late");
	rig.submit(slowPicture(1));
	await drained;
	expect(claims()).toBe(0);
	expect(calls("job-done")).toEqual([]);
});

test("a drain lets the attempt end, and brings its ticket back before the worker leaves", async () => {
	await rig.start({ runpod: {} });
	const task = rig.submit(slowPicture(1, 10, 20));
	const request = ticket("t1");
	await until("it runs", () => task.status === "running");
	await rig.worker.drain();
	await ended(task);
	expect(request.status).toBe("COMPLETED");
});

test("a result that fails is said again until it is heard; one that is not wanted is left", async () => {
	await rig.start({ runpod: { faults: [{ at: "job-done", times: 5, status: 500 }] } });
	const first = ticket("t1");
	await until("it is heard", () => first.status === "COMPLETED");
	expect(calls("job-done")).toHaveLength(6);
	rig.runpod.faults.add([{ at: "job-done", status: 404 }]);
	const second = ticket("t2");
	await until("it is not wanted", () => rig.logged("does not want to hear of a ticket"));
	expect(second.status).toBe("IN_PROGRESS");
	const third = ticket("t3");
	await until("it works on", () => third.status === "COMPLETED");
});

test("a ticket that RunPod stops gives its attempt back, and one that is not used yet is brought back", async () => {
	await rig.start({ runpod: {} });
	const task = rig.submit(slowPicture(1, 1_000, 20));
	const request = ticket("t1");
	await until("it runs, and RunPod knows", () => task.status === "running" && calls("job-done").length === 1);
	rig.runpod.cancel(request.id);
	await ended(task);
	expect(task.status).toBe("released");
	expect(request.status).toBe("CANCELLED");
});

test("a platform that is not well is asked again: errors, pages, refusals, broken connections", async () => {
	const odd = [401, 500, 502, 200].map((status) => ({ at: "job-take", status }));
	await rig.start({
		runpod: { faults: [...odd, { at: "job-take", how: "drop" }, { at: "ping", status: 500 }] },
	});
	const task = rig.submit(slowPicture(1));
	ticket("t1");
	await ended(task);
	expect(task.status).toBe("succeeded");
});

test.each([
	["behind", -3_600_000],
	["ahead", 3_600_000],
])(
	"a machine whose clock is an hour %s does its work, and what it measures is not an hour off",
	async (_, clockOffMs) => {
		await rig.start({ runpod: {}, clockOffMs });
		const task = rig.submit(slowPicture(1, 10, 20));
		const request = ticket("t1");
		await ended(task);
		await until("the ticket is brought back", () => request.status === "COMPLETED");
		expect(task).toMatchObject({ status: "succeeded", epoch: 1 });
		const { gpu_ms = Number.NaN, spans = {} } = task.completion ?? {};
		for (const ms of [gpu_ms, ...Object.values(spans)]) {
			expect(ms).toBeGreaterThanOrEqual(0);
			expect(ms).toBeLessThan(1_800_000);
		}
	},
);

test("signs of life name the requests in hand", async () => {
	await rig.start({ runpod: {} });
	const task = rig.submit(slowPicture(1, 100, 20));
	const request = ticket("t1");
	await until("a sign of life names it", () =>
		calls("ping").some(({ query }) => query.job_id === request.id),
	);
	await ended(task);
	await until("one names nothing", () => {
		const last = calls("ping").at(-1);
		return last !== undefined && last.query.job_id === undefined && request.status === "COMPLETED";
	});
});

test("a machine that is unfit is replaced: RunPod is asked to with the ticket that it brings back", async () => {
	await rig.start({ runpod: {} });
	const message = "CUDA error: no kernel image is available for execution on the device";
	rig.comfy.setFaults([{ at: "node", times: 1, do: { kind: "error", type: "RuntimeError", message } }]);
	const task = rig.submit(slowPicture(1));
	const request = ticket("t1");
	await ended(task);
	await until("it is brought back", () => request.status === "COMPLETED");
	expect(task.failure?.code).toBe("machine_unfit");
	expect(JSON.parse(calls("job-done").at(-1)?.body ?? "{}")).toMatchObject({ stopPod: true });
});

test("a worker that cannot go on says so before it ends, and RunPod takes another machine", async () => {
	await rig.start({ runpod: {} });
	rig.edge.faults = [{ what: "claim", how: 401, times: 9 }];
	ticket("t1");
	await expect(rig.worker.ended).rejects.toThrow();
	const told = calls("ping").find(({ query }) => query.status === "unhealthy");
	expect(told?.query).toMatchObject({ check: "worker", reason: expect.stringContaining("token") });
});
