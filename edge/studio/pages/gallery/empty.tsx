import { Link } from "../../app/routing/router.tsx";
import { Button, buttonClasses } from "../../ui/button/button.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { words } from "./words.ts";

/** The account has no picture at all. */
export function NoPictures() {
	const say = words.use();
	return (
		<EmptyState icon="gallery" title={say("empty_title")} text={say("empty_text")}>
			<Link to="/new" className={buttonClasses("primary")}>
				{say("empty_action")}
			</Link>
		</EmptyState>
	);
}

/** It has some, but none that fit the filters. */
export function NoneFits({ onAll }: { onAll(): void }) {
	const say = words.use();
	return (
		<EmptyState icon="filter" title={say("none_title")} text={say("none_text")}>
			<Button onClick={onAll}>{say("show_all")}</Button>
		</EmptyState>
	);
}
