import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Lo que se está revelando ahora y todo lo anterior.",
	state: "Estado",
	all: "Todos",
	empty_title: "Las cubetas están vacías",
	empty_text: "Envía tu primera petición. Aparece aquí al instante y la imagen se revela ante tus ojos.",
	copy_request: "Copiar una primera petición",
	first: "Hacer la primera imagen",
	none_title: "Nada en este estado",
	none_text: "Los trabajos cambian de estado. Muéstralos todos para ver el resto.",
	show_all: "Mostrar todos",
	raw_graph: "Grafo directo",
	more: "Mostrar más",
});
