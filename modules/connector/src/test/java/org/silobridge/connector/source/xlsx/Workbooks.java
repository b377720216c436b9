package org.silobridge.connector.source.xlsx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Workbooks for tests, part by part. */
public final class Workbooks {
    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    private static final String MAIN = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    private static final String RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private Workbooks() {}

    /** The parts of a workbook with the sheet {@code 数据}, after an empty one, of this {@code sheetData}. */
    public static Map<String, String> parts(String sheetData, String sharedStrings) {
        var parts = new LinkedHashMap<String, String>();
        parts.put(
                "_rels/.rels",
                HEAD + "<Relationships><Relationship Id=\"r\" Type=\"" + RELATION
                        + "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        parts.put(
                "xl/workbook.xml",
                HEAD + "<workbook " + MAIN + " xmlns:r=\"" + RELATION
                        + "\"><workbookPr/><sheets><sheet name=\"empty\" sheetId=\"1\" r:id=\"r1\"/>"
                        + "<sheet name=\"数据\" sheetId=\"2\" r:id=\"r2\"/></sheets></workbook>");
        parts.put(
                "xl/_rels/workbook.xml.rels",
                HEAD + "<Relationships>"
                        + relation("r1", "worksheet", "worksheets/sheet1.xml")
                        + relation("r2", "worksheet", "/xl/worksheets/sheet2.xml")
                        + relation("r3", "sharedStrings", "sharedStrings.xml")
                        + relation("r4", "styles", "styles.xml") + "</Relationships>");
        parts.put("xl/worksheets/sheet1.xml", HEAD + "<worksheet " + MAIN + "><sheetData/></worksheet>");
        parts.put(
                "xl/worksheets/sheet2.xml",
                HEAD + "<worksheet " + MAIN + "><sheetData>" + sheetData + "</sheetData></worksheet>");
        parts.put("xl/sharedStrings.xml", HEAD + "<sst " + MAIN + ">" + sharedStrings + "</sst>");
        parts.put(
                "xl/styles.xml",
                HEAD + "<styleSheet " + MAIN
                        + "><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/>"
                        + "<numFmt numFmtId=\"165\" formatCode=\"[Red]0.00&quot; days&quot;\"/></numFmts>"
                        + "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
                        + "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/>"
                        + "<xf numFmtId=\"22\"/></cellXfs></styleSheet>");
        return parts;
    }

    private static String relation(String id, String type, String target) {
        return "<Relationship Id=\"" + id + "\" Type=\"" + RELATION + "/" + type + "\" Target=\"" + target + "\"/>";
    }

    public static byte[] zip(Map<String, String> parts) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
