"""Where on a page its links to the web lie."""

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bot.paper.pages.sheet import Rect, Sheet

_MOST = 1000  # annotations of one page
_LONGEST = 2048  # bytes of a URL


def linked_places(page: pdfium.PdfPage, document: pdfium.PdfDocument) -> list[tuple[str, Rect]]:
    """The URLs of a page's link annotations, as they stand in the PDF, and the rectangles they cover."""
    found: list[tuple[str, Rect]] = []
    sheet = Sheet(page)
    position, link = ctypes.c_int(0), pdfium_c.FPDF_LINK()
    bounds, buffer = pdfium_c.FS_RECTF(), ctypes.create_string_buffer(_LONGEST)
    for _ in range(_MOST):
        if not pdfium_c.FPDFLink_Enumerate(page, ctypes.byref(position), ctypes.byref(link)):
            break
        action = pdfium_c.FPDFLink_GetAction(link)
        if not action or pdfium_c.FPDFAction_GetType(action) != pdfium_c.PDFACTION_URI:
            continue
        size = pdfium_c.FPDFAction_GetURIPath(document, action, buffer, _LONGEST)
        if 1 < size <= _LONGEST and pdfium_c.FPDFLink_GetAnnotRect(link, ctypes.byref(bounds)):
            url = buffer.raw[: size - 1].decode("utf-8", "replace")
            found.append((url, Rect(*sheet.rect(bounds.left, bounds.bottom, bounds.right, bounds.top))))
    return found
