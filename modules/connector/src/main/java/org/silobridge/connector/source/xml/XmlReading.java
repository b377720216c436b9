package org.silobridge.connector.source.xml;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.file.BrokenFileException;
import org.silobridge.model.Reason;

/**
 * A document read as a stream of starts, texts and ends. A document type is refused, and with it every entity but the five
 * of XML itself; how much may be read at once is up to the {@link Allowance} below.
 */
public final class XmlReading implements Closeable {
    private static final int MAX_DEPTH = 64;

    private final InputStream in;
    private final XMLStreamReader reader;
    private int depth;

    /** Begins to read; closes the stream at the end, or if that fails. */
    public XmlReading(InputStream in) throws IOException {
        this.in = in;
        try {
            this.reader = factory().createXMLStreamReader(in);
        } catch (XMLStreamException e) {
            in.close();
            throw broken(e);
        }
    }

    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        return factory;
    }

    /** Goes to the next start, end or text; all else is passed over. @return one of {@link XMLStreamConstants} */
    public int next() throws IOException {
        try {
            while (true) {
                int event = reader.next();
                switch (event) {
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new BrokenFileException(Reason.of("connector.source.xml-doctype"));
                    case XMLStreamConstants.START_ELEMENT -> {
                        if (++depth > MAX_DEPTH) {
                            throw new BrokenFileException(
                                    Reason.of("connector.source.xml-malformed", "line", line(), "column", column()));
                        }
                        return event;
                    }
                    case XMLStreamConstants.END_ELEMENT -> {
                        depth--;
                        return event;
                    }
                    case XMLStreamConstants.END_DOCUMENT,
                            XMLStreamConstants.CHARACTERS,
                            XMLStreamConstants.CDATA,
                            XMLStreamConstants.SPACE -> {
                        return event;
                    }
                    default -> {}
                }
            }
        } catch (XMLStreamException e) {
            throw broken(e);
        } catch (RuntimeException e) {
            // The JDK's reader answers some malformed documents so, such as bytes outside the encoding.
            throw new BrokenFileException(Reason.of("connector.source.xml-malformed", "line", 0, "column", 0));
        }
    }

    private static IOException broken(XMLStreamException trouble) {
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException io && !(cause instanceof java.io.CharConversionException)) {
                return io;
            }
            if (cause instanceof XMLStreamException xml
                    && xml.getNestedException() instanceof IOException io
                    && !(io instanceof java.io.CharConversionException)) {
                return io;
            }
        }
        var at = trouble.getLocation();
        return new BrokenFileException(Reason.of(
                "connector.source.xml-malformed",
                "line",
                at == null ? 0 : at.getLineNumber(),
                "column",
                at == null ? 0 : at.getColumnNumber()));
    }

    private int line() {
        return reader.getLocation().getLineNumber();
    }

    private int column() {
        return reader.getLocation().getColumnNumber();
    }

    /** The name of the element that starts or ends, without its prefix. */
    public String name() {
        return reader.getLocalName();
    }

    /** Its namespace; empty if it has none. */
    public String namespace() {
        var namespace = reader.getNamespaceURI();
        return namespace == null ? "" : namespace;
    }

    /** An attribute of the element that starts, whatever its prefix. */
    public @Nullable String attribute(String name) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            if (reader.getAttributeLocalName(i).equals(name)) {
                return reader.getAttributeValue(i);
            }
        }
        return null;
    }

    /** Adds the text that {@link #next} came to. */
    public void text(StringBuilder to) {
        to.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
