import type { Env } from "../../env.ts";
import { resolvePipeline } from "../../pipelines/resolve.ts";
import { ApiError } from "../../problem.ts";
import { resolveWorkflow } from "../../workflows/resolve.ts";

/**
 * The parameters of a job without its seeds: asked for so, it makes something else of the same.
 * @throws ApiError `conflict` for a job that has none of its own
 */
export async function withoutSeeds(
	env: Env,
	account: string,
	{ workflow, pipeline }: { workflow: string; pipeline: string | null },
	parameters: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
	const seeds =
		pipeline === null
			? await seedOfWorkflow(env, account, workflow)
			: await seedsOfPipeline(env, account, pipeline);
	if (seeds.length === 0)
		throw new ApiError("conflict", "the job has no seed among its parameters; retry it without `new_seed`");
	return Object.fromEntries(Object.entries(parameters).filter(([name]) => !seeds.includes(name)));
}

async function seedOfWorkflow(env: Env, account: string, reference: string): Promise<string[]> {
	const found = await resolveWorkflow(env, account, reference);
	return found?.workflow.seed === undefined ? [] : [found.workflow.seed];
}

async function seedsOfPipeline(env: Env, account: string, reference: string): Promise<string[]> {
	const found = await resolvePipeline(env, account, reference);
	const parameters = found?.definition.parameters ?? [];
	return parameters.filter(({ type }) => type === "seed").map(({ name }) => name);
}
