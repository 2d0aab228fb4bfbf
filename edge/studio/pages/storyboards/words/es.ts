import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Un guion y una imagen para cada frase.",
	create: "Nuevo storyboard",
	create_title: "¿De qué trata?",
	create_yes: "Crear",
	name: "Nombre",
	name_missing: "Ponle un nombre",
	script: "Guion",
	script_hint: "Una frase por línea. Cada una será una toma.",
	no_shots: "Aún sin tomas",
	empty_title: "Cuenta una historia en imágenes",
	empty_text: "Pega un guion, una frase por línea. Cada frase recibe su imagen y las ves revelarse todas.",
	more: "Mostrar más",
});
