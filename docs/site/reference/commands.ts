import { EXIT } from "../../../client/cli/command.ts";
import { everyCommand, type Named } from "../../../client/commands.ts";

/** What of a command the page shows. */
type Shown = Pick<Named, "name" | "summary" | "usage">;

/** The page of the command line, as Markdown: what `--help` prints, of each command. */
export async function commandsPage(): Promise<string> {
	const commands: readonly Shown[] = await everyCommand();
	const ends = Object.entries(EXIT).map(([name, code]) => `| ${code} | ${name} |`);
	const each = commands.map(
		({ name, summary, usage }) => `## ${name}\n\n${summary}.\n\n\`\`\`text\n${usage}\n\`\`\``,
	);
	return `# Command line

\`npm run darkroom -- <command>\`. Results go to stdout, everything else to stderr.

| command | what it does |
| --- | --- |
${commands.map(({ name, summary }) => `| [\`${name}\`](#${name}) | ${summary} |`).join("\n")}

## Exit codes

| code | meaning |
| --- | --- |
${ends.join("\n")}

${each.join("\n\n")}
`;
}
