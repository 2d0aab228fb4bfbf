import { EXIT } from "../../../client/cli/command.ts";
import { COMMANDS } from "../../../client/main.ts";

/** What of a command the page shows. */
type Shown = Pick<(typeof COMMANDS)[number], "name" | "summary" | "usage">;

/** The page of the command line, as Markdown: what `--help` prints, of each command. */
export function commandsPage(commands: readonly Shown[] = COMMANDS): string {
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
