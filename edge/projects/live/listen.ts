import { type ProjectFrame, projectFrameSchema } from "../../contract/projects/project-events.ts";
import type { Env } from "../../env.ts";
import { type Joined, type Joining, knock } from "../../jobs/live/join.ts";
import { framesOf } from "../../jobs/live/listen.ts";
import { projectObject } from "../../objects.ts";

/** Asks a project's object to be let in. */
export function joinFeed(env: Env, project: string, joining: Joining): Promise<Joined> {
	const object = projectObject(env, project);
	return knock(object, { "x-project-id": project }, joining);
}

/** Listens to the feed of a project, for SSE. Ends when the project is deleted, or the signal fires. */
export async function* listenToFeed(
	env: Env,
	project: string,
	joining: Joining,
	signal: AbortSignal,
): AsyncGenerator<ProjectFrame> {
	const joined = await joinFeed(env, project, joining);
	yield* framesOf(joined, (text) => projectFrameSchema.parse(JSON.parse(text)), signal);
}
