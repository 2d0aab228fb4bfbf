import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ProjectResource } from "../../../contract/projects.ts";
import { deleteProject } from "../../api/projects.ts";
import { useRouter } from "../../app/router.tsx";
import { AskDialog } from "../../ui/ask-dialog.tsx";
import { toast } from "../../ui/toast.tsx";
import { shell } from "../../words/shell.ts";
import { words } from "./words.ts";

interface Props {
	project: ProjectResource;
	open: boolean;
	onClose(): void;
}

/** Asks first: what goes cannot be had back. */
export function DeleteDialog({ project, open, onClose }: Props) {
	const say = words.use();
	const common = shell.use();
	const { go } = useRouter();
	const queries = useQueryClient();
	const remove = useMutation({
		mutationFn: () => deleteProject(project.id),
		onSuccess: () => {
			go("/storyboards", { replace: true });
			void queries.invalidateQueries({ queryKey: ["projects"] });
		},
		onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
	});
	return (
		<AskDialog
			danger
			open={open}
			onClose={onClose}
			title={say("delete_title", { name: project.name })}
			text={say("delete_text")}
			no={common("close")}
			yes={say("delete")}
			onYes={() => remove.mutate()}
		/>
	);
}
