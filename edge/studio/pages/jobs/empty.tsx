import { Link } from "../../app/routing/router.tsx";
import { Button, buttonClasses } from "../../ui/button/button.tsx";
import { CopyButton } from "../../ui/button/copy-button.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { words } from "./words.ts";

/** A request that any account may send: it names a workflow that comes with Darkroom. */
const firstRequest = (origin: string) => `curl -s ${origin}/v1/jobs \\
  -H "authorization: Bearer $DARKROOM_KEY" -H "content-type: application/json" \\
  -d '${JSON.stringify({
		workflow: "z-image-turbo-base-image",
		parameters: { prompt: "a lighthouse at night", seed: 1 },
	})}'`;

/** The account has no job at all. */
export function NoJobs() {
	const say = words.use();
	return (
		<EmptyState icon="gallery" title={say("empty_title")} text={say("empty_text")}>
			<Link to="/new" className={buttonClasses("primary")}>
				{say("first")}
			</Link>
			<CopyButton look="plain" text={firstRequest(window.location.origin)} words={say("copy_request")} />
		</EmptyState>
	);
}

/** It has some, but none in this state. */
export function NoneSo({ onAll }: { onAll(): void }) {
	const say = words.use();
	return (
		<EmptyState icon="jobs" title={say("none_title")} text={say("none_text")}>
			<Button onClick={onAll}>{say("show_all")}</Button>
		</EmptyState>
	);
}
