import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { shell } from "../words/shell.ts";

/** What is shown in place of a page that broke. */
export function Broken() {
	const say = shell.use();
	return (
		<EmptyState icon="warning" title={say("broken_title")} text={say("broken_text")}>
			<Button look="primary" onClick={() => window.location.reload()}>
				{say("reload")}
			</Button>
		</EmptyState>
	);
}
