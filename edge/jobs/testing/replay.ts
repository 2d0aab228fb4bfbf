import type { History } from "./history.ts";
import type { RealStore } from "./real-store.ts";
import { Broken, type Operation } from "./world.ts";
import type { FailingWrite } from "./wrapped-d1.ts";

/** Gives D1 every operation that the model was given, in order, and compares them step by step. */
export async function replay({ world }: History, store: RealStore, write: FailingWrite): Promise<number> {
	await store.addAccounts(world.limits);
	for (const [i, operation] of world.operations.entries()) {
		write.next = operation.fault;
		const answer = await perform(operation, store).catch((error: unknown) => {
			if (operation.fault === "none") throw error;
			return null;
		});
		write.next = "none";
		const where = `operation ${i} (${operation.type === "change" ? operation.command.type : operation.type})`;
		if (operation.fault !== "none" || operation.type !== "change") continue;
		const { code, before, after } = operation;
		if (answer?.code !== code) throw new Broken(`${where}: D1 says ${answer?.code}, the model ${code}`);
		if (answer.before) equal(answer.before, before, `${where}, before`);
		if (answer.after) equal(answer.after, after, `${where}, after`);
	}
	await compareEnds(world, store);
	const miscounted = await store.miscounted([...world.limits.keys()]);
	if (miscounted.length > 0) throw new Broken(`${miscounted} are not what a count says`);
	return world.operations.length;
}

async function perform(operation: Operation, store: RealStore) {
	switch (operation.type) {
		case "submit":
			await store.submit(operation.job, operation.now);
			return { code: "ok" };
		case "renew": {
			const renewed = await store.renew(operation.task, operation.epoch, operation.until);
			if (renewed !== operation.renewed) throw new Broken(`a renewal of ${operation.task} went otherwise`);
			return { code: "ok" };
		}
		case "change": {
			const result = await store.change(operation.before, operation.command, operation, 2);
			return result.ok
				? { code: "ok", before: result.before, after: result.decision.state }
				: { code: result.code };
		}
	}
}

async function compareEnds(world: History["world"], store: RealStore): Promise<void> {
	const ids = [...world.jobs.keys()];
	if (ids.length === 0) return;
	const around = await store.around(ids);
	for (const [id, model] of world.jobs) {
		const real = await store.load(id);
		if (!real) throw new Broken(`${id} is not in D1`);
		equal(real, model, `${id} in the end`);
		const own = around.events.filter((event) => event.job_id === id);
		if (
			own.some((event, i) => event.seq !== i + 1 || event.body.seq !== i + 1) ||
			own.length !== model.job.version
		) {
			throw new Broken(`events of ${id}: ${own.map((event) => event.seq)} of ${model.job.version}`);
		}
		for (const task of model.tasks) {
			const expected = (world.attempts.get(task.id) ?? []).map(({ epoch, status }) => ({ epoch, status }));
			const found = around.attempts
				.filter((row) => row.task_id === task.id)
				.map(({ epoch, status }) => ({ epoch, status }));
			equal(found, expected, `attempts of ${task.id}`);
			const outputs = around.assets.filter((row) => row.task_id === task.id);
			if ((task.status === "succeeded") !== outputs.length > 0) throw new Broken(`outputs of ${task.id}`);
			if (outputs.some((row) => row.epoch !== task.epoch))
				throw new Broken(`${task.id} shows a lost attempt`);
		}
	}
}

export function equal(found: object, expected: object, where: string): void {
	const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
	if (a !== b) throw new Broken(`${where}: D1 has ${difference(a, b)}`);
}

function difference(a: string, b: string): string {
	let i = 0;
	while (a[i] === b[i]) i++;
	return `…${a.slice(Math.max(0, i - 60), i + 60)}… where the model has …${b.slice(Math.max(0, i - 20), i + 60)}…`;
}
