import { buttonClasses } from "../../ui/button/button.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { shell } from "../../words/shell.ts";
import { Link } from "../routing/router.tsx";

/** There is nothing at this address, or nothing of this account. */
export function Missing() {
	const say = shell.use();
	return (
		<EmptyState icon="gallery" title={say("missing_title")} text={say("missing_text")}>
			<Link to="/jobs" className={buttonClasses("primary")}>
				{say("to_start")}
			</Link>
		</EmptyState>
	);
}
