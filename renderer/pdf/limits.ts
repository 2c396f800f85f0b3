/** More would keep the printer, and whoever waits behind, for minutes. */
export const mostPrintedPages = 20;
