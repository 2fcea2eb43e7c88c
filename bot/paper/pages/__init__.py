"""From a PDF's pages to text in reading order: glyphs, lines, columns, blocks, captions, sections."""
