import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ProjectResource } from "../../../contract/projects.ts";
import { deleteProject } from "../../api/projects.ts";
import { useRouter } from "../../app/router.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
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
		onError: (error) => {
			onClose();
			toast({ bad: true, title: common("refused"), text: error.message });
		},
	});
	return (
		<Dialog
			open={open}
			onClose={onClose}
			title={say("delete_title", { name: project.name })}
			text={say("delete_text")}
			actions={
				<>
					<Button onClick={onClose}>{common("close")}</Button>
					<Button look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
						{say("delete")}
					</Button>
				</>
			}
		/>
	);
}
