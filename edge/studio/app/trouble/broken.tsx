import { Suspense } from "react";
import { Button } from "../../ui/button/button.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { shell } from "../../words/shell.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import { useRemedy } from "./new-version.ts";

/** What is shown in place of a page that broke, or could not be loaded because there is a new version. */
export function Broken() {
	const remedy = useRemedy();
	if (remedy === null) return null;
	// Words may be what could not be loaded: then nothing is said, and the page is loaded anew all the same.
	return (
		<ErrorBoundary fallback={() => null}>
			<Suspense>
				<Told remedy={remedy} />
			</Suspense>
		</ErrorBoundary>
	);
}

function Told({ remedy }: { remedy: NonNullable<ReturnType<typeof useRemedy>> }) {
	const say = shell.use();
	if (remedy === "reloads")
		return (
			<div role="status">
				<EmptyState icon="refresh" title={say("new_version")} text={say("new_version_text")} />
			</div>
		);
	const lost = remedy === "unreachable";
	return (
		<EmptyState
			icon={lost ? "offline" : "warning"}
			title={say(lost ? "load_failed" : "broken_title")}
			text={lost ? "" : say("broken_text")}
		>
			<Button look="primary" onClick={() => window.location.reload()}>
				{say(lost ? "try_again" : "reload")}
			</Button>
		</EmptyState>
	);
}
