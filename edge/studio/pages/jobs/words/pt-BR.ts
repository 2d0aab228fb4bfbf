import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "O que está sendo revelado agora e tudo o que já foi feito.",
	state: "Estado",
	all: "Todos",
	empty_title: "As bandejas estão vazias",
	empty_text: "Envie seu primeiro pedido. Ele aparece aqui na hora, e a imagem se revela diante de você.",
	copy_request: "Copiar um primeiro pedido",
	first: "Fazer a primeira imagem",
	none_title: "Nada neste estado",
	none_text: "Os trabalhos mudam de estado. Mostre todos para ver o resto.",
	show_all: "Mostrar todos",
	raw_graph: "Grafo livre",
	more: "Mostrar mais",
});
