import { Refusal } from "../../api.ts";
import { Button } from "../../ui/button/button.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { shell } from "../../words/shell.ts";
import { Missing } from "./missing.tsx";

/** A query of the page failed: why, and how to try again. What is not there is told as that. */
export function LoadFailed({ error, onRetry }: { error: Error; onRetry(): void }) {
	const say = shell.use();
	if (error instanceof Refusal && error.status === 404) return <Missing />;
	// Asking once more does not help: the text says which right is missing.
	if (error instanceof Refusal && error.status === 403)
		return <EmptyState icon="key" title={say("not_allowed")} text={error.message} />;
	return (
		<EmptyState
			icon="warning"
			title={say("load_failed")}
			text={error instanceof Refusal ? error.message : ""}
		>
			<Button look="primary" onClick={onRetry}>
				{say("try_again")}
			</Button>
		</EmptyState>
	);
}
