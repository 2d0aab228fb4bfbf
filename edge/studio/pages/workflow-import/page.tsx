import { useCallback, useEffect, useState } from "react";
import type { CreatedWorkflow } from "../../../contract/workflows/workflows.ts";
import { BackLink } from "../../app/routing/back-link.tsx";
import { takeHandedFile } from "../../app/routing/handed-file.ts";
import type { PageProps } from "../../app/routing/route.ts";
import { useRouter } from "../../app/routing/router.tsx";
import { FileDrop } from "../../ui/form/file-drop.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { ImportForm } from "./import-form.tsx";
import { ProposedParameters } from "./proposed-parameters.tsx";
import { idFrom, readWorkflowFile, type Source, type WrongFile } from "./read-file.ts";
import { Report } from "./report.tsx";
import { useCheck } from "./requests.ts";
import { words } from "./words.ts";

/** What the browser's dialog offers. */
const ACCEPT =
	"application/json,.json,image/png,image/webp,image/jpeg,video/mp4,video/webm,audio/flac,audio/mpeg,.opus";

interface Chosen {
	name: string;
	source: Source;
	/** Counts the files, so that each is looked at anew. */
	nth: number;
}

/** Choose a file, see what it is and lacks, store it, then say what people fill in. */
export default function WorkflowImportPage({ title }: PageProps) {
	const say = words.use();
	const { query } = useRouter();
	const versionOf = query.get("id");
	const [chosen, setChosen] = useState<Chosen | null>(null);
	const [wrong, setWrong] = useState<WrongFile | null>(null);
	const [made, setMade] = useState<CreatedWorkflow | null>(null);
	const check = useCheck(chosen?.source ?? null, chosen?.nth ?? 0);
	const take = useCallback((file: File) => {
		void readWorkflowFile(file).then((read) => {
			setWrong(read.ok ? null : read.why);
			if (read.ok) setChosen((last) => ({ name: file.name, source: read.source, nth: (last?.nth ?? 0) + 1 }));
		});
	}, []);
	// A picture that was dropped elsewhere comes along.
	useEffect(() => {
		const handed = takeHandedFile();
		if (handed !== null) take(handed);
	}, [take]);
	return (
		<>
			<BackLink to="/workflows">{say("back")}</BackLink>
			<PageHead
				title={versionOf === null ? title : say("import_version", { id: versionOf })}
				lead={say("lead")}
			/>
			{made !== null ? (
				<ProposedParameters made={made} onSaved={setMade} />
			) : (
				<>
					<FileDrop
						title={chosen?.name ?? say("drop")}
						text={say("drop_text")}
						accept={ACCEPT}
						compact={chosen !== null}
						choose={say(chosen === null ? "choose" : "another")}
						error={wrong === null ? undefined : say(wrong)}
						onFile={take}
					/>
					{chosen !== null && (
						<div className="mt-8 grid gap-8 lg:grid-cols-[1fr_20rem]">
							<Report check={check} />
							<ImportForm
								key={chosen.nth}
								source={chosen.source}
								suggested={idFrom(chosen.name)}
								versionOf={versionOf}
								onMade={setMade}
							/>
						</div>
					)}
				</>
			)}
		</>
	);
}
